"""What ruff says, as hits of the rules that asked it."""

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from shared.architect.domain.review.finding import Hit, Place
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import RuffRule
from shared.architect.domain.review.seen import Seen
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.review.tree import normal_form
from shared.kernel.dataclasses import dataclass

Statement = ast.stmt | ast.ExceptHandler
_MOST_LINES = 40


@dataclass(frozen=True)
class RuffMark:
    """`noqa_row`: the line on which a comment would silence it; 0 where ruff does not say."""

    path: str
    code: str
    message: str
    line: int
    column: int
    end_line: int
    noqa_row: int


def seen_by_ruff(rules: Iterable[RuffRule], marks: Iterable[RuffMark], project: Project) -> Iterator[Seen]:
    """Hits of the code, judged by their rules. Tests are held to less: of them nothing is told."""
    by_code: dict[str, list[RuffRule]] = {}
    for rule in rules:
        for code in rule.codes:
            by_code.setdefault(code, []).append(rule)
    by_file: dict[str, list[RuffMark]] = {}
    for mark in marks:
        by_file.setdefault(mark.path, []).append(mark)
    for path, ones in sorted(by_file.items()):
        file = project.by_path.get(path)
        if file is not None and file.kind != "test":
            yield from _of_file(file, ones, by_code)


def _of_file(file: SourceFile, marks: list[RuffMark], by_code: Mapping[str, list[RuffRule]]) -> Iterator[Seen]:
    innermost = _innermost(file, sorted({mark.line for mark in marks}))
    for mark in marks:
        for rule in _asking(by_code, mark.code):
            hit = rule.judge(_hit(mark, file, innermost.get(mark.line)), mark.code, file)
            if hit is not None:
                yield Seen(rule.about, hit, mark.code, mark.noqa_row)


def _asking(by_code: Mapping[str, list[RuffRule]], code: str) -> list[RuffRule]:
    """Rules may ask for a family: `PLR09` is asked for PLR0915."""
    return [rule for asked, rules in by_code.items() if code.startswith(asked) for rule in rules]


def _innermost(file: SourceFile, lines: list[int]) -> Mapping[int, Statement]:
    """By line, the last statement of the walk that covers it: one pass, however many marks there are."""
    found: dict[int, Statement] = {}
    for one in file.walk.of((ast.stmt, ast.ExceptHandler)):
        if isinstance(one, Statement):
            first, last = bisect_left(lines, one.lineno), bisect_right(lines, one.end_lineno or one.lineno)
            found |= dict.fromkeys(lines[first:last], one)
    return found


def _hit(mark: RuffMark, file: SourceFile, node: Statement | None) -> Hit:
    """It stands where ruff says; it is known again by the innermost statement there."""
    place = Place(
        mark.path, mark.line, max(mark.line, min(mark.end_line, mark.line + _MOST_LINES)), mark.column,
        file.symbol_of(node) if node else "",
    )  # fmt: skip
    return Hit(place, mark.message, f"{mark.code} {normal_form(node) if node else ''}")
