"""What of a report people are shown: a first screen that can be read, and how much more there is."""

from collections.abc import Sequence

from shared.architect.domain.review.finding import Finding
from shared.architect.domain.review.report import Report, RuleTold
from shared.kernel.dataclasses import dataclass

MOST_FINDINGS = 25
PLACES_PER_RULE = 3


@dataclass(frozen=True)
class ShownRule:
    """A rule's findings that are shown, best first. `more`: those that are not."""

    rule: RuleTold
    findings: tuple[Finding, ...]
    more: int


@dataclass(frozen=True)
class Shown:
    """`rules`: in the order of their best finding. `conventions`: habits, a line each. `more`: findings of rules that
    found no room at all."""

    rules: tuple[ShownRule, ...]
    conventions: tuple[RuleTold, ...]
    suppressed: tuple[Finding, ...]
    more: int

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(one.rule.id for one in self.rules)


def shown(report: Report) -> Shown:
    told = {rule.id: rule for rule in report.rules}
    habits = tuple(rule for rule in report.rules if rule.convention)
    open_ones = [each for each in report.findings if each.suppressed is None and each.rule in told]
    kept = _kept([each for each in open_ones if not told[each.rule].convention])
    rules = tuple(ShownRule(told[id], tuple(held), told[id].count - len(held)) for id, held in kept.items())
    counted = sum(one.rule.count for one in rules) + sum(rule.count for rule in habits)
    more = sum(rule.count for rule in report.rules) - counted
    return Shown(rules, habits, tuple(each for each in report.findings if each.suppressed is not None), max(0, more))


def _kept(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    kept: dict[str, list[Finding]] = {}
    for finding in findings:
        held = kept.get(finding.rule, [])
        if len(held) < PLACES_PER_RULE and sum(map(len, kept.values())) < MOST_FINDINGS:
            kept[finding.rule] = [*held, finding]
    return kept
