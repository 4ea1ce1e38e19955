"""Whether the code still follows what was decided: each check of each accepted decision, asked of what is there."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.checks import (
    DecisionCheck,
    DecisionChecks,
    ForbiddenImportCheck,
    LayersCheck,
    RequiredSettingCheck,
)
from shared.architect.domain.review.finding import Place
from shared.architect.domain.review.layers import Layering, is_below
from shared.architect.domain.review.project import Import, Project
from shared.architect.domain.review.report import Drift
from shared.kernel.dataclasses import dataclass

TEMPLATE = "template"


@dataclass(frozen=True)
class Document:
    """A settings file or a template, parsed; `text` finds the lines."""

    path: str
    value: Any
    text: str = ""

    def place(self, key: str) -> Place:
        """The line that begins with the key, else the first that names it, else the first of all."""
        lines = self.text.splitlines()
        begins = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[:=]")
        names = re.compile(rf"(^|[\s\"'\[.]){re.escape(key)}([\"'\].:=\s]|$)")
        found = [number for look in (begins.match, names.search) for number, line in enumerate(lines, 1) if look(line)]
        line = found[0] if found else 1
        return Place(self.path, line, line, 1, key)


def drifts(
    decisions: tuple[DecisionChecks, ...], project: Project, documents: Mapping[str, Document]
) -> tuple[Drift, ...]:
    """`documents`: by path. Templates are those of them that have CloudFormation's resources."""
    asked = _Asked(project, documents)
    return tuple(asked.of(decision, check) for decision in decisions for check in decision.checks)


class _Asked:
    def __init__(self, project: Project, documents: Mapping[str, Document]) -> None:
        self._project = project
        self._documents = documents

    def of(self, decision: DecisionChecks, check: DecisionCheck) -> Drift:
        if isinstance(check, LayersCheck):
            told, answer = _told_layers(check), self._layers(check)
        elif isinstance(check, ForbiddenImportCheck):
            told, answer = _told_import(check), self._forbidden(check)
        elif check.file == TEMPLATE:
            told, answer = f"{_told_setting(check)} in templates", self._in_templates(check)
        else:
            told, answer = f"{_told_setting(check)} in {check.file}", self._in_file(check)
        holds = None if answer is None else not answer
        return Drift(decision.decision_id, decision.number, decision.title, told, holds, tuple(answer or ()))

    def _layers(self, check: LayersCheck) -> list[Place] | None:
        layering = Layering(check.layers)
        if not any(layering.layer_of(module) for module in self._project.graph.modules):
            return None
        return [self._place(one) for one in layering.violations(self._project.graph)]

    def _forbidden(self, check: ForbiddenImportCheck) -> list[Place] | None:
        files = self._project.code() if check.importer == "*" else self._project.files
        importers = [file for file in files if is_below(file.module, check.importer)]
        if not importers:
            return None
        asked = {file.module for file in importers}
        inside = {
            (one.importer, one.line): self._place(one)
            for one in self._project.graph.imports
            if one.importer in asked and is_below(one.imported, check.imported)
        }
        for file in importers:
            for line, name in file.imported_at:
                if is_below(name, check.imported) and not is_below(file.module, check.imported):
                    inside.setdefault((file.module, line), Place(file.path, line, line, 1, file.module))
        return sorted(inside.values(), key=lambda place: (place.path, place.line))

    def _place(self, one: Import) -> Place:
        file = self._project.by_module.get(one.importer)
        return Place(file.path if file else one.importer, one.line, one.line, 1, one.importer)

    def _in_file(self, check: RequiredSettingCheck) -> list[Place] | None:
        document = self._documents.get(check.file)
        if document is None:
            return None
        return [] if _fits(_values(document.value, check.path), check) else [document.place(check.path.split(".")[-1])]

    def _in_templates(self, check: RequiredSettingCheck) -> list[Place] | None:
        kind, _, path = check.path.partition(".")
        resources = [
            (document, name, one)
            for document in self._documents.values()
            for name, one in _resources(document.value)
            if one.get("Type") == kind
        ]
        if not resources:
            return None
        return [document.place(name) for document, name, one in resources if not _fits(_of_resource(one, path), check)]


def _of_resource(resource: Mapping[str, Any], path: str) -> list[Any]:
    return _values(resource.get("Properties", {}), path) or _values(resource, path)


def _resources(template: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    if isinstance(resources, Mapping):
        yield from ((name, one) for name, one in resources.items() if isinstance(one, Mapping) and "Type" in one)


def _values(value: Any, path: str) -> list[Any]:
    """What stands at a dotted path; keys may hold dots themselves. Members of a list are each asked for."""
    if not path:
        return [value]
    if isinstance(value, list):
        return [found for one in value for found in _values(one, path)]
    if not isinstance(value, Mapping):
        return []
    parts = path.split(".")
    heads = ((".".join(parts[:end]), ".".join(parts[end:])) for end in range(1, len(parts) + 1))
    return [found for head, rest in heads if head in value for found in _values(value[head], rest)]


def _fits(values: list[Any], check: RequiredSettingCheck) -> bool:
    if check.equals is None:
        return bool(values)
    return bool(values) and all(value == json.loads(check.equals) for value in values)


def _told_layers(check: LayersCheck) -> str:
    return " above ".join("|".join(row) for row in check.layers)


def _told_setting(check: RequiredSettingCheck) -> str:
    return f"{check.path} is set" if check.equals is None else f"{check.path} is {check.equals}"


def _told_import(check: ForbiddenImportCheck) -> str:
    if check.importer == "*":
        return f"nothing imports {check.imported}"
    return f"{check.importer} never imports {check.imported}"
