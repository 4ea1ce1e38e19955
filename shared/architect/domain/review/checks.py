"""What an accepted decision can ask of the code: checked at each review, so that a decision is more than a text."""

from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class LayersCheck:
    """`layers`: module prefixes, outermost first; those of one row are independent of each other. An inner layer never
    imports an outer one."""

    layers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ForbiddenImportCheck:
    """No module at or below `importer` imports `imported` or anything below it, directly; "*" is every module."""

    importer: str
    imported: str


@dataclass(frozen=True)
class RequiredSettingCheck:
    """`file`: a path in the tree (`pyproject.toml`), or "template" for CloudFormation. `path`: dotted members; in a
    template it starts with the resource type (`AWS::SQS::Queue.RedrivePolicy`) and is asked of every resource of it.
    `equals`: the value as JSON text; None where any will do."""

    file: str
    path: str
    equals: str | None = None


DecisionCheck = LayersCheck | ForbiddenImportCheck | RequiredSettingCheck


@dataclass(frozen=True)
class DecisionChecks:
    """The checks of one accepted decision. `number` is what people call it: "decision 3"."""

    decision_id: str
    number: int
    title: str
    checks: tuple[DecisionCheck, ...]
