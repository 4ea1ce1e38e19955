"""Values of a CloudFormation template: what is written there, and what only the deployment knows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.architect.domain.rules.vocabulary.values import UNKNOWN, Unknown

ABSENT: Final = object()
NO_VALUE: Final = {"Ref": "AWS::NoValue"}
_TO_RESOURCE = re.compile(r"^\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}$")


def is_intrinsic(value: object) -> bool:
    """`{"Ref": ...}`, `{"Fn::If": ...}`: a mapping with one member, which is a function's name."""
    return isinstance(value, Mapping) and len(value) == 1 and _is_function(next(iter(value)))


def plain(value: Any) -> Any:
    """The value where it is written out; UNKNOWN where a function makes it."""
    return UNKNOWN if is_intrinsic(value) else value


def member(properties: Any, path: str) -> Any:
    """What stands at "RedrivePolicy/maxReceiveCount": ABSENT where nothing does, UNKNOWN where a function decides, also
    anywhere above it."""
    here = properties
    for step in path.split("/"):
        if isinstance(here, Unknown) or is_intrinsic(here):
            return UNKNOWN
        if not isinstance(here, Mapping) or step not in here:
            return UNKNOWN if isinstance(here, Mapping) and _is_spread(here) else ABSENT
        here = ABSENT if here[step] == NO_VALUE else here[step]
        if here is ABSENT:
            return ABSENT
    return plain(here)


def is_absent(properties: Any, path: str) -> bool:
    """Surely not there."""
    return member(properties, path) is ABSENT


def number(properties: Any, path: str) -> float | None:
    """The number that is written there, as a number or as text; None where none is, or a function decides."""
    value = member(properties, path)
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value)
    return float(value) if isinstance(value, int | float) else None


def truth(properties: Any, path: str) -> bool | None:
    """CloudFormation takes "true" for true. None where nothing is written, or a function decides."""
    value = member(properties, path)
    return {"true": True, "false": False}.get(str(value).lower()) if isinstance(value, str | bool) else None


def resource_of(value: Any) -> str | None:
    """The logical name that a value leads to: `!Ref Q`, `!GetAtt Q.Arn`, `!Sub "${Q.Arn}"`. None for the rest."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    function, given = next(iter(value.items()))
    if function == "Ref" and isinstance(given, str):
        return None if given.startswith("AWS::") else given
    if function == "Fn::GetAtt":
        told = given[0] if isinstance(given, list) and given else given
        return told.split(".")[0] if isinstance(told, str) else None
    if function == "Fn::Sub" and isinstance(given, str):
        found = _TO_RESOURCE.match(given)
        return found[1] if found else None
    return None


def resources_in(value: Any) -> Iterator[str]:
    """Logical names that stand anywhere in a value, in the text of `Fn::Sub` too."""
    pending = [value]
    while pending:
        here = pending.pop()
        if (found := resource_of(here)) is not None:
            yield found
        if isinstance(here, str):
            yield from re.findall(r"\$\{([A-Za-z0-9]+)", here)
        elif isinstance(here, Mapping):
            pending.extend(here.values())
        elif isinstance(here, list):
            pending.extend(here)


def listed(value: Any) -> list[Any]:
    """One or many, as policies have it."""
    if value is ABSENT or isinstance(value, Unknown) or value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_function(name: Any) -> bool:
    return isinstance(name, str) and (name in ("Ref", "Condition") or name.startswith("Fn::"))


def _is_spread(value: Mapping[str, Any]) -> bool:
    """Members come from elsewhere: `Fn::Transform` beside the others, or loops that write them."""
    return any(isinstance(key, str) and key.startswith("Fn::") for key in value)
