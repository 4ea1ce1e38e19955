"""What a report says of each rule that hit, and the themes that its first screen tells."""

from collections import Counter
from collections.abc import Iterable, Sequence

from shared.architect.domain.review.finding import Finding, Severity
from shared.architect.domain.review.report import RuleTold, Theme
from shared.architect.domain.review.rule import About

MOST_THEMES = 7
PLACES_PER_THEME = 3
# A rule that hits more often than this is a habit of the project: it is told in one line. Never an error, and never
# a handful of places in a small project.
CONVENTION_PER_KLOC = 5.0
CONVENTION_COUNT = 15


def rules_told(abouts: Iterable[About], findings: Sequence[Finding], lines: int) -> tuple[RuleTold, ...]:
    """`findings`: all that are not suppressed. `lines`: of the code that was looked at."""
    count = Counter(one.rule for one in findings)
    errors = {one.rule for one in findings if one.severity is Severity.ERROR}
    return tuple(
        _told(about, count[about.id], lines, about.id in errors)
        for about in sorted(abouts, key=lambda one: one.id)
        if count[about.id]
    )


def folded(told: Iterable[RuleTold]) -> frozenset[str]:
    """Rules that are told in one line."""
    return frozenset(one.id for one in told if one.convention)


def themes(told: Sequence[RuleTold], findings: Sequence[Finding]) -> tuple[Theme, ...]:
    """At most seven, those that weigh most together first. `findings`: best first, none of them suppressed."""
    title = {one.id: one.title for one in told if not one.convention}
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        if one.rule in title:
            groups.setdefault(one.rule, []).append(one)
    order = sorted(groups, key=lambda id: (-_weight(groups[id]), id))[:MOST_THEMES]
    return tuple(
        Theme(id, title[id], len(groups[id]), tuple(one.place for one in groups[id][:PLACES_PER_THEME])) for id in order
    )


def _weight(findings: Sequence[Finding]) -> float:
    """The worst place in full, others less and less: forty notes are no error."""
    return sum(one.score / (1 + place) ** 2 for place, one in enumerate(findings))


def _told(about: About, count: int, lines: int, has_errors: bool) -> RuleTold:
    per_kloc = round(count * 1000 / max(lines, 1), 2)
    habit = per_kloc > CONVENTION_PER_KLOC and count >= CONVENTION_COUNT and not has_errors
    return RuleTold(
        about.id, about.family, about.title, about.principle, about.why, about.fix, about.source, count, per_kloc, habit
    )
