"""Asks the rules of templates: our own of the document, cfn-lint's by what it said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from shared.adapters.review.lint import Match
from shared.adapters.review.template_text import TemplateText, read_template
from shared.architect.domain.review.finding import Finding, Hit, Place
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.rule import LintRule, Rule, TemplateRule
from shared.architect.domain.review.seen import Seen
from shared.architect.ports import InspectionRefused

OTHER_ERRORS = "TPL100"
_SNIPPET_LINES = 6
_SNIPPET_WIDTH = 160
# Of these no snippet is shown: a report is read by more people than the template is.
_CONCEALED = frozenset({"TPL014"})
# Told by a rule of ours (E3505 by TPL007, and members that stand twice), or a fault of cfn-lint's own (E0002).
_NOT_TOLD = frozenset({"E3505", "E0002"})


class AskedTemplate:
    """One template and its rules. `failed`: rules that broke on it, with its path."""

    def __init__(self, read: TemplateText, path: str) -> None:
        self._read = read
        self._path = path
        self.failed: list[tuple[str, str]] = []

    def by_rules(self, rules: Iterable[Rule]) -> Iterator[Seen]:
        for rule in rules:
            if isinstance(rule, TemplateRule):
                yield from self._guarded(rule)

    def by_lint(self, rules: Iterable[Rule], matches: Iterable[Match]) -> Iterator[Seen]:
        """Codes that a rule has chosen are told by it; other errors by one rule for all of them."""
        told = [rule for rule in rules if isinstance(rule, LintRule)]
        by_code = {code: rule for rule in told for code in rule.codes}
        rest = next((rule for rule in told if rule.about.id == OTHER_ERRORS), None)
        for one in matches:
            code = one["code"]
            rule = by_code.get(code) or (rest if code.startswith("E") else None)
            repeats = code == "E0000" and bool(self._read.twice)
            if rule is not None and code not in _NOT_TOLD and not repeats:
                yield Seen(rule.about, self._hit(one), code)

    def twice(self, rules: Iterable[Rule]) -> Iterator[Seen]:
        """Members that stand twice: CloudFormation takes the last of them, or refuses them."""
        rest = next((rule for rule in rules if rule.about.id == OTHER_ERRORS), None)
        for path, line in self._read.twice if rest is not None else ():
            name = path.rpartition("/")[2]
            hit = Hit(
                Place(self._path, line, line, 1, _resource_of(path)),
                f"`{name}` stands twice in `{path.rpartition('/')[0] or 'the template'}`: one of them is ignored.",
                f"twice {path}",
            )
            if rest is not None:
                yield Seen(rest.about, hit)

    def _guarded(self, rule: TemplateRule) -> Iterator[Seen]:
        """A rule that breaks on somebody's template costs its own answer alone."""
        try:
            for hit in rule.check(self._read.document, self._read.lines, self._path):
                yield Seen(rule.about, hit)
        except MemoryError:
            raise
        except Exception:
            self.failed.append((rule.about.id, self._path))

    def _hit(self, one: Match) -> Hit:
        place = Place(self._path, one["line"], one["end_line"], one["column"], _resource_of(one["path"]))
        message = one["message"] if one["message"].endswith(".") else f"{one['message']}."
        return Hit(place, f"{message} ({one['code']})", f"{one['code']} {one['path']}")


def seen_in_templates(texts: Mapping[str, str], rules: Iterable[Rule]) -> Iterator[Seen]:
    """Of templates that lie in a source tree, by path: our own rules alone, without cfn-lint. What is no template, or
    breaks a bound, is passed over: it is no part of the code's review that all of them can be read."""
    told = tuple(rules)
    for path, text in sorted(texts.items()):
        try:
            asked = AskedTemplate(read_template(text), path)
        except InspectionRefused:
            continue
        yield from asked.by_rules(told)


def with_snippets(made: Report, texts: Mapping[str, str]) -> Report:
    """The report with the lines that its findings in these templates, by path, are about."""
    lines = {path: text.splitlines() for path, text in texts.items()}
    found = (_with_snippet(one, lines[one.place.path]) if one.place.path in lines else one for one in made.findings)
    return replace(made, findings=tuple(found))


def _with_snippet(one: Finding, lines: list[str]) -> Finding:
    if one.rule in _CONCEALED or one.snippet:
        return one
    first, last = one.place.line, max(one.place.end_line, one.place.line)
    shown = lines[first - 1 : min(last, first + _SNIPPET_LINES - 1)]
    indent = min((len(each) - len(each.lstrip()) for each in shown if each.strip()), default=0)
    return replace(one, snippet="\n".join(each[indent : indent + _SNIPPET_WIDTH].rstrip() for each in shown))


def ignored(document: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    """What the template itself asks to be left: (resource or None for all, code), from cfn-lint's `ignore_checks`."""
    yield from ((None, code) for code in _ignored_by(document))
    resources = document.get("Resources")
    for name, resource in resources.items() if isinstance(resources, Mapping) else ():
        yield from ((str(name), code) for code in _ignored_by(resource))


def _ignored_by(holder: Any) -> Iterator[str]:
    for step in ("Metadata", "cfn-lint", "config", "ignore_checks"):
        holder = holder.get(step) if isinstance(holder, Mapping) else None
    yield from (one for one in holder if isinstance(one, str)) if isinstance(holder, list) else ()


def _resource_of(path: str) -> str:
    """The logical name in "Resources/Queue/Properties"."""
    parts = path.split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "Resources" else ""
