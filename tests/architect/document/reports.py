"""Reports that renderings are tried on: an ordinary one, and one whose names want to be markup."""

from collections.abc import Mapping
from dataclasses import replace

from shared.architect.domain.review.finding import Confidence, Finding, Place, Severity
from shared.architect.domain.review.project import Unparsed
from shared.architect.domain.review.report import (
    Baseline,
    Drift,
    GraphEdge,
    GraphNode,
    Metric,
    PackageGraph,
    Report,
    RuleTold,
    Source,
    Strength,
    Theme,
)

EVIL = '"><script>alert(1)</script>|`x`[a](javascript:b)\n# head &amp; \x00'


def finding(rule: str, number: int, **others: object) -> Finding:
    made = Finding(
        rule=rule,
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        place=Place(f"shop/orders_{number}.py", 10 + number, 12 + number, 5, "Orders.add"),
        message=f"`save` and `publish` are two writes in {rule}.",
        snippet="    save(order)\n    publish(event)",
        fingerprint=f"{number:064x}",
        moved_fingerprint=f"{number + 1:064x}",
        score=9.5,
    )
    return replace(made, **others)  # type: ignore[arg-type]


def rule(id: str, count: int, **others: object) -> RuleTold:
    made = RuleTold(
        id=id,
        family="events",
        title="Two writes, one crash between them",
        principle="Publish from the store, not beside it.",
        why="A crash between both loses the event.",
        fix="Write the event into an outbox in the same transaction.",
        source="https://example.org/outbox",
        count=count,
        per_kloc=1.5,
    )
    return replace(made, **others)  # type: ignore[arg-type]


def report(
    findings: tuple[Finding, ...], rules: tuple[RuleTold, ...], counts: Mapping[str, int] | None = None
) -> Report:
    return Report(
        ruleset="2026-11-27.ab12",
        source=Source("code", "d" * 64, 12, 3456, (Unparsed("shop/odd.py", "invalid syntax", 3),), {"too large": 2}),
        counts=counts or {"error": 1, "warning": len(findings), "note": 0, "suppressed": 1},
        rules=rules,
        themes=tuple(Theme(one.id, one.title, one.count, (findings[0].place,)) for one in rules[:7]),
        findings=findings,
        strengths=(Strength("no_cycles", "12 modules, and no import cycle among them"),),
        metrics=(
            Metric("hint_coverage", 0.93, "share", 80, "high"),
            Metric("file_lines_p90", 310.0, "lines", 90, "low"),
            Metric("lines", 3456.0, "lines"),
        ),
        graph=PackageGraph(
            (GraphNode("shop.api", 2, 80, 0, 1, 0), GraphNode("shop.orders", 3, 90, 1, 0, 1)),
            (GraphEdge("shop.api", "shop.orders", 3),),
        ),
        baseline=Baseline("review-1", 2, 1, 3, (finding("EVT001", 90),)),
        drift=(
            Drift("d1", 3, "Handlers stay thin", "handlers never import the store", False, (Place("shop/api.py", 4),)),
            Drift("d1", 3, "Handlers stay thin", "DLQ on every queue", None),
        ),
        gate=True,
    )


def ordinary() -> Report:
    findings = (
        finding("EVT001", 1, severity=Severity.ERROR, confidence=Confidence.HIGH),
        *(finding("EVT001", number, status="remaining") for number in range(2, 7)),
        finding("RES004", 8, also=(Place("shop/other.py", 9),), status="new_rule"),
        finding("RES004", 9, suppressed="known, will go with the old client (ada)"),
        finding("RES004", 10, suppressed="noqa: RES004"),
    )
    return report(findings, (rule("EVT001", 18), rule("RES004", 1), rule("DOC001", 90, convention=True, per_kloc=26.0)))


def hostile() -> Report:
    evil = finding(
        "EVT001",
        1,
        place=Place(EVIL, 3, 3, 1, EVIL),
        message=EVIL,
        snippet=f"```\n{EVIL}\n```",
        also=(Place(EVIL, 1),),
        suppressed=None,
    )
    made = report(
        (evil, finding("EVT001", 2, suppressed=EVIL)), (rule("EVT001", 1, title=EVIL, why=EVIL, fix=EVIL, source=EVIL),)
    )
    return replace(
        made,
        source=replace(made.source, unparsed=(Unparsed(EVIL, EVIL, 1),), skipped={EVIL: 1}),
        strengths=(Strength(EVIL, EVIL),),
        graph=PackageGraph((GraphNode(EVIL, 1, 1, 0, 0, 0),), ()),
        drift=(Drift("d", 7, EVIL, EVIL, False, (Place(EVIL, 1),)),),
        baseline=Baseline("x", 1, 0, 0, (evil,)),
    )
