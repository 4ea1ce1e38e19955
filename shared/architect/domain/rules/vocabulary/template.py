"""A CloudFormation template as rules see it: resources, what feeds what, lines; SAM's as what they make."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Hit, Place, Severity
from shared.architect.domain.rules.vocabulary.intrinsics import is_intrinsic, resource_of
from shared.kernel.dataclasses import dataclass

FUNCTION = "AWS::Lambda::Function"
SAM_FUNCTION = "AWS::Serverless::Function"
_SAM_GLOBALS = {
    SAM_FUNCTION: "Function", "AWS::Serverless::Api": "Api", "AWS::Serverless::HttpApi": "HttpApi",
    "AWS::Serverless::SimpleTable": "SimpleTable",
}  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """`properties`: those of SAM's `Globals` filled in. `raw`: the whole, with `DeletionPolicy` and the like."""

    name: str
    type: str
    properties: Mapping[str, Any]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Feed:
    """A queue, stream or topic that feeds a function: `owner` is the resource that says so, `at` its place there.
    `kind`: "sqs", "stream" (Kinesis and DynamoDB) or "other"; `source`, `function`: logical names where known."""

    owner: Resource
    at: str
    kind: str
    source: str | None
    function: str | None
    properties: Mapping[str, Any]


class Template:
    """`lines`: paths ("Resources/Queue/Properties") to lines from 1."""

    def __init__(self, document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> None:
        self._lines = lines
        self._path = path
        self.document = document
        self.all: dict[str, Resource] = {one.name: one for one in _resources(document)}

    def of(self, *types: str) -> list[Resource]:
        return [one for one in self.all.values() if one.type in types]

    def functions(self) -> list[Resource]:
        return self.of(FUNCTION, SAM_FUNCTION)

    def mappings(self) -> list[Feed]:
        """Of both kinds: resources of their own, and `Events` of SAM functions."""
        return [*(_mapping(self, one) for one in self.of("AWS::Lambda::EventSourceMapping")), *_events(self)]

    def dead_letter_queues(self) -> set[str]:
        """Logical names of queues that others leave their failures in, whatever they are."""
        found = {resource_of(value) for value in _targets(self.document.get("Resources", {}))}
        return {one for one in found if one is not None}

    def hit(self, resource: Resource, message: str, at: str = "", severity: Severity | None = None) -> Hit:
        """At the member `at` of the resource ("Properties/Policies/0"), or at what stands around it."""
        path = f"Resources/{resource.name}/{at}".rstrip("/")
        line = self._line_of(path)
        return Hit(Place(self._path, line, line, 1, resource.name), message, _known_by(resource, at), severity)

    def _line_of(self, path: str) -> int:
        while path and path not in self._lines:
            path = path.rpartition("/")[0]
        return self._lines.get(path, 1)


def arn_kind(source: Any, template: Template) -> str:
    """What a mapping reads from: by the resource that it names, or by the text of its ARN."""
    named = resource_of(source)
    if named in template.all:
        return _KINDS.get(template.all[named or ""].type, "other")
    text = json.dumps(source, default=str)
    return "sqs" if ":sqs:" in text else "stream" if ":kinesis:" in text or ":dynamodb:" in text else "other"


_KINDS = {"AWS::SQS::Queue": "sqs", "AWS::Kinesis::Stream": "stream", "AWS::DynamoDB::Table": "stream",
          "AWS::DynamoDB::GlobalTable": "stream"}  # fmt: skip
_EVENTS = {"SQS": ("sqs", "Queue"), "Kinesis": ("stream", "Stream"), "DynamoDB": ("stream", "Stream")}


def _resources(document: Mapping[str, Any]) -> Iterator[Resource]:
    told = document.get("Resources")
    for name, raw in told.items() if isinstance(told, Mapping) else ():
        if not isinstance(raw, Mapping) or not isinstance(raw.get("Type"), str) or str(name).startswith("Fn::"):
            continue
        properties = raw.get("Properties", {})
        if isinstance(properties, Mapping) and not is_intrinsic(properties):
            yield Resource(str(name), raw["Type"], _with_globals(document, raw["Type"], properties), raw)


def _with_globals(document: Mapping[str, Any], kind: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """SAM: a resource's own members win; mappings are merged, one level as here is enough for what rules read."""
    shared = document.get("Globals")
    told = shared.get(_SAM_GLOBALS.get(kind, "")) if isinstance(shared, Mapping) else None
    if not isinstance(told, Mapping):
        return properties
    merged = {**told, **properties}
    for key, value in told.items():
        if isinstance(value, Mapping) and isinstance(properties.get(key), Mapping) and not is_intrinsic(value):
            merged[key] = {**value, **properties[key]}
    return merged


def _mapping(template: Template, one: Resource) -> Feed:
    source = one.properties.get("EventSourceArn")
    function = resource_of(one.properties.get("FunctionName"))
    return Feed(one, "Properties", arn_kind(source, template), resource_of(source), function, one.properties)


def _events(template: Template) -> Iterator[Feed]:
    for function in template.of(SAM_FUNCTION):
        events = function.properties.get("Events")
        for name, event in events.items() if isinstance(events, Mapping) else ():
            told = event.get("Properties", {}) if isinstance(event, Mapping) else None
            if isinstance(told, Mapping) and str(event.get("Type")) in _EVENTS:
                kind, source = _EVENTS[event["Type"]]
                at = f"Properties/Events/{name}/Properties"
                yield Feed(function, at, kind, resource_of(told.get(source)), function.name, told)


def _targets(node: Any) -> Iterator[Any]:
    """Values of `deadLetterTargetArn`, `DeadLetterConfig`, `DeadLetterQueue` and on-failure destinations."""
    pending = [node]
    while pending:
        here = pending.pop()
        if isinstance(here, Mapping):
            for key, value in here.items():
                if key == "deadLetterTargetArn":
                    yield value
                elif key in ("DeadLetterConfig", "DeadLetterQueue") and isinstance(value, Mapping):
                    yield value.get("Arn") or value.get("TargetArn")
                elif key == "OnFailure" and isinstance(value, Mapping):
                    yield value.get("Destination")
                pending.append(value)
        elif isinstance(here, list):
            pending.extend(here)


def _known_by(resource: Resource, at: str) -> str:
    """A member is known again by its name, whatever its value; an item of a list, which has none, by what it says."""
    steps = at.split("/")
    if not any(step.isdigit() for step in steps):
        return f"{resource.type} {at}"
    told = json.dumps(_at(resource.raw, at), sort_keys=True, default=str)[:2000]
    return f"{resource.type} {'/'.join(step for step in steps if not step.isdigit())} {told}"


def _at(raw: Any, at: str) -> Any:
    here = raw
    for step in at.split("/"):
        if isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        elif isinstance(here, Mapping) and step in here:
            here = here[step]
        else:
            return None
    return here
