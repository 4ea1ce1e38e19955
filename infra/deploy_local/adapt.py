"""The template as the emulator takes it: without what it refuses, and with policies that it can judge."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from infra.deploy_local.assembly import Template
from infra.deploy_local.ease import ease, says_nothing
from infra.deploy_local.failures import StackFailed
from infra.deploy_local.limits import LEFT_OUT, LeftOut

Resources = dict[str, Any]


@dataclass(frozen=True)
class Adapted:
    """`left_out`: how many resources each entry of the list of limits took away; `eased`: how many lost conditions."""

    template: Template
    left_out: Counter[LeftOut]
    eased: int


def adapt(template: Template, limits: Iterable[LeftOut] = LEFT_OUT) -> Adapted:
    """Raises StackFailed where something that stays needs something that goes: then the list is wrong."""
    declared: Resources = template["Resources"]
    gone = {name: limit for name, resource in declared.items() for limit in limits if limit.covers(resource)}
    stays = {name: _not_waiting(resource, gone) for name, resource in declared.items() if name not in gone}
    _refuse_dangling(stays, gone)
    eased = {name: ease(resource) for name, resource in stays.items()}
    outputs = {
        name: output for name, output in template.get("Outputs", {}).items() if not set(_references(output)) & set(gone)
    }
    kept = {name: resource for name, resource in eased.items() if not says_nothing(resource)}
    changed = sum(eased[name] != resource for name, resource in stays.items())
    return Adapted({**template, "Resources": kept, "Outputs": outputs}, Counter(gone.values()), changed)


def _not_waiting(resource: dict[str, Any], gone: Iterable[str]) -> dict[str, Any]:
    """Waiting for what is not made would wait for ever."""
    waits = resource.get("DependsOn", [])
    stays = [name for name in ([waits] if isinstance(waits, str) else waits) if name not in set(gone)]
    rest = {key: value for key, value in resource.items() if key != "DependsOn"}
    return {**rest, "DependsOn": stays} if stays else rest


def _refuse_dangling(stays: Resources, gone: Iterable[str]) -> None:
    for name, resource in stays.items():
        if missed := sorted(set(_references(resource)) & set(gone)):
            raise StackFailed(f"{name} refers to {', '.join(missed)}, which infra/deploy_local/limits.py leaves out.")


def _references(part: Any) -> Iterator[str]:
    """Names after Ref and Fn::GetAtt, and inside Fn::Sub."""
    if isinstance(part, list):
        for item in part:
            yield from _references(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            match key, value:
                case "Ref", str(name):
                    yield name
                case "Fn::GetAtt", [str(name), *_]:
                    yield name
                case "Fn::Sub", str(text) | [str(text), *_]:
                    yield from (piece.partition("}")[0].partition(".")[0] for piece in text.split("${")[1:])
            yield from _references(value)
