"""A rule: what it looks for, why, how to mend it, and examples that prove it.

One file per rule, in `shared/architect/domain/rules/<family>/<id>_<words>.py`, which defines `RULE`. Its examples are
run as tests: `bad` must hit and `good` must not (tests/architect/rules).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import SourceFile
from shared.kernel.dataclasses import dataclass

# A file name and its text; an example may need several files ("orders/api.py": ...).
Example = Mapping[str, str]


@dataclass(frozen=True)
class About:
    """What every rule tells. `principle`: the sentence a senior would say; `why`: what breaks, when; `fix`: what to do
    first; `source`: a URL, an RFC or a document's section. `family`: the folder it lives in."""

    id: str
    family: str
    title: str
    severity: Severity
    confidence: Confidence
    principle: str
    why: str
    fix: str
    source: str
    bad: Example
    good: Example


@dataclass(frozen=True)
class FileRule:
    """Looks at one Python file at a time. `tests_too`: it is asked about test files as well."""

    about: About
    check: Callable[[SourceFile, Project], Iterator[Hit]]
    tests_too: bool = False


@dataclass(frozen=True)
class ProjectRule:
    """Looks at the whole tree once: graphs, habits, what is missing."""

    about: About
    check: Callable[[Project], Iterator[Hit]]


@dataclass(frozen=True)
class RuffRule:
    """Found by ruff: its `codes`, and what makes one of them milder or no finding at all (None). `option`: lines for
    ruff's configuration that it needs, as `lint.pylint.max-statements = 80`."""

    about: About
    codes: tuple[str, ...]
    options: tuple[str, ...] = ()
    judge: Callable[[Hit, str, SourceFile], Hit | None] = field(default=lambda hit, _code, _file: hit)


@dataclass(frozen=True)
class TemplateRule:
    """Looks at a CloudFormation template: the parsed document, with `Ref` and `Fn::...` as they stand in JSON, and
    `lines`: JSON-pointer-like paths ("Resources/Queue/Properties") to lines of the text, counted from 1."""

    about: About
    check: Callable[[Mapping[str, Any], Mapping[str, int], str], Iterator[Hit]]


@dataclass(frozen=True)
class LintRule:
    """Found by cfn-lint: its `codes`."""

    about: About
    codes: tuple[str, ...]


Rule = FileRule | ProjectRule | RuffRule | TemplateRule | LintRule
