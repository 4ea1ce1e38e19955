"""From hits to findings: each with its snippet, score and fingerprints, and with the `noqa` that covers it."""

import re
from collections.abc import Callable, Iterable, Sequence

from shared.architect.domain.review.finding import Finding, Hit
from shared.architect.domain.review.fingerprint import fingerprints
from shared.architect.domain.review.noqa import covers_file, noqa, noqa_of_file
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.ranking import score, severity_of
from shared.architect.domain.review.rule import About
from shared.architect.domain.review.source import SourceFile
from shared.kernel.dataclasses import dataclass

_SNIPPET_LINES = 6
_SNIPPET_WIDTH = 160
# Of these the snippet shows the code without its texts: a report is read by more people than the source is.
_CONCEALED = frozenset({"SEC004"})
_TEXTS = re.compile(r"""("{3}|'{3}|["']).*?(\1|$)""")


@dataclass(frozen=True)
class Seen:
    """What a rule saw somewhere. `code`: of the tool below, for `noqa`; `noqa_row`: where its comment would stand."""

    about: About
    hit: Hit
    code: str = ""
    noqa_row: int = 0


def findings(seen: Sequence[Seen], project: Project, on_request_path: Callable[[str], bool]) -> list[Finding]:
    """Of all rules. `on_request_path`: of a module."""
    by_rule: dict[str, list[Seen]] = {}
    for one in seen:
        by_rule.setdefault(one.about.id, []).append(one)
    found: list[Finding] = []
    for id, all_of_them in sorted(by_rule.items()):
        ones = _once(all_of_them)
        marks = fingerprints(id, [one.hit for one in ones])
        found += [_finding(one, mark, project, on_request_path) for one, mark in zip(ones, marks, strict=True)]
    return found


def _once(seen: Iterable[Seen]) -> list[Seen]:
    """One finding per rule and place: two codes of a tool may say the same."""
    kept: dict[tuple[str, int, int], Seen] = {}
    for one in seen:
        kept.setdefault((one.hit.place.path, one.hit.place.line, one.hit.place.column), one)
    return list(kept.values())


def _finding(one: Seen, marks: tuple[str, str], project: Project, on_request_path: Callable[[str], bool]) -> Finding:
    about, hit = one.about, one.hit
    file = project.by_path.get(hit.place.path)
    severity = severity_of(about.severity, hit.severity, about.confidence)
    module = file.module if file else ""
    return Finding(
        rule=about.id,
        severity=severity,
        confidence=about.confidence,
        place=hit.place,
        message=hit.message,
        snippet=_snippet(one, file) if file else "",
        fingerprint=marks[0],
        moved_fingerprint=marks[1],
        score=score(
            severity, about.confidence, project.graph.fan_in.get(module, 0), on_request_path(module),
            file.kind if file else "code",
        ),
        also=hit.also,
        suppressed=_noqa(one, file) if file else None,
        tags=(about.family,),
    )  # fmt: skip


def _snippet(one: Seen, file: SourceFile) -> str:
    shown = snippet(file, one.hit.place.line, one.hit.place.end_line)
    if one.about.id not in _CONCEALED:
        return shown
    return "\n".join(_TEXTS.sub(r"\1...\1", line) for line in shown.splitlines()[:1])


def snippet(file: SourceFile, line: int, end_line: int) -> str:
    """At most six lines of 160 letters, their common indent taken away."""
    lines = file.lines[line - 1 : min(max(end_line, line), line + _SNIPPET_LINES - 1)]
    indent = min((len(each) - len(each.lstrip()) for each in lines if each.strip()), default=0)
    return "\n".join(each[indent : indent + _SNIPPET_WIDTH].rstrip() for each in lines)


def _noqa(one: Seen, file: SourceFile) -> str | None:
    if "noqa" not in file.text and "nosec" not in file.text:
        return None
    codes = [code for code in (one.code, one.about.id) if code]
    rows = {one.noqa_row or one.hit.place.line, one.hit.place.line}
    return noqa(file.lines, sorted(rows), codes) or covers_file(noqa_of_file(file.lines), codes)
