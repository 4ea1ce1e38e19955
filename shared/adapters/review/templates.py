"""A review of a CloudFormation template from end to end. Nothing of it is deployed, and no network is asked.

read within bounds -> our own rules -> cfn-lint in a process of its own -> report
"""

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from shared.adapters.review.children import ChildFailed
from shared.adapters.review.lint import LintMissing, Match, ask
from shared.adapters.review.template_rules import AskedTemplate, ignored, with_snippets
from shared.adapters.review.template_text import TemplateText, read_template
from shared.adapters.review.versions import installed_tools
from shared.architect.domain.review.assemble import Looked, Terms, report
from shared.architect.domain.review.drift import Document
from shared.architect.domain.review.project import Project, Unparsed
from shared.architect.domain.review.report import Report, Source
from shared.architect.domain.review.rule import ProjectRule
from shared.architect.domain.review.seen import Seen, findings
from shared.architect.domain.review.suppressions import Suppression
from shared.architect.domain.rules import registry
from shared.architect.knowledge.reference import reference_metrics
from shared.architect.ports import Inspection


def inspect_template(text: str, request: Inspection) -> Report:
    """Raises InspectionRefused: `not_a_template`, `too_large`, `too_deep`, `bomb`."""
    read = read_template(text)
    path = "template.json" if read.is_json else "template.yaml"
    rules = registry.rules_for_templates()
    matches, unread = _linted(text, path)
    asked = AskedTemplate(read, path)
    seen = [*asked.by_rules(rules), *asked.by_lint(rules, matches), *asked.twice(rules)]
    project = Project((), unparsed=unread, failed=tuple(asked.failed))
    seen += [Seen(about.about, hit) for about in _runs() for hit in about.check(project)]
    terms = Terms(**vars(request))
    terms = replace(terms, suppressions=(*terms.suppressions, *_left(read, seen, project)))
    made = report(project, _looked(text, read, path, seen, unread), terms, reference_metrics())
    return with_snippets(made, {path: text})


def _linted(text: str, path: str) -> tuple[list[Match], tuple[Unparsed, ...]]:
    """What cfn-lint says; where it cannot be asked that is told, for silence would be a false "clean"."""
    with tempfile.TemporaryDirectory(prefix="rollbook-") as work:
        try:
            return ask(text, Path(work)), ()
        except ChildFailed as failed:
            told = {"timed_out": "it took too long", "out_of_memory": "it needed too much memory"}
            reason = told.get(failed.reason, "it broke on it")
        except (LintMissing, ValueError, KeyError):
            reason = "it could not be asked"
    return [], (Unparsed(path, f"cfn-lint has not looked at it, for {reason}"),)


def _runs() -> list[ProjectRule]:
    """Rules that tell what could not be looked at."""
    return [one for one in registry.rules_for_code() if isinstance(one, ProjectRule) and one.about.family == "runs"]


def _looked(text: str, read: TemplateText, path: str, seen: list[Seen], unread: tuple[Unparsed, ...]) -> Looked:
    tools = {name: version for name, version in installed_tools().items() if name == "cfn-lint"}
    rules = [*registry.rules_for_templates(), *_runs()]
    versions = registry.versions(tools)
    return Looked(
        registry.ruleset(tools),
        tuple(rule.about for rule in rules),
        {rule.about.id: versions[rule.about.id] for rule in rules},
        seen,
        Source(
            "template",
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            1,
            text.count("\n") + 1,
            unread,
        ),
        {path: Document(path, read.document, text)},
        frozenset(one.path for one in unread),
    )


def _left(read: TemplateText, seen: list[Seen], project: Project) -> Iterable[Suppression]:
    """What the template itself asks to be left is shown as suppressed, never silently gone."""
    asked = set(ignored(read.document))
    if not asked:
        return
    by_place: dict[tuple[str, str, int, int], set[str]] = {}
    for one in seen:
        place = one.hit.place
        by_place.setdefault((one.about.id, place.path, place.line, place.column), {one.about.id}).add(one.code)
    for finding in findings(seen, project, lambda _: False):
        place = finding.place
        codes = by_place.get((finding.rule, place.path, place.line, place.column), set())
        if any((where, code) in asked for where in (None, place.symbol) for code in codes):
            yield Suppression(
                "metadata", "left by ignore_checks in the template's metadata", "template", finding.fingerprint
            )
