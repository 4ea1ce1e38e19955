"""What is told first, and how much of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.architect.domain.review.assemble import fails
from shared.architect.domain.review.finding import Confidence, Severity
from shared.architect.domain.review.ranking import in_order, score, severity_of
from shared.architect.domain.review.seen import Seen
from shared.architect.domain.review.suppressions import Suppression
from tests.architect.review.findings import about, finding, hit, report_of
from tests.architect.review.making import TODAY, reviewed

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def test_the_score_is_the_product_that_the_method_tells() -> None:
    assert score(E, HIGH, 0, False, "code") == pytest.approx(9 * 0.95)
    assert score(W, MEDIUM, 3, False, "code") == pytest.approx(3 * 0.7 * 3, abs=1e-3)
    assert score(N, LOW, 1, True, "code") == pytest.approx(1 * 0.4 * 2 * 1.5)
    assert score(E, HIGH, 0, False, "test") == score(E, HIGH, 0, False, "script") == pytest.approx(9 * 0.95 * 0.2)


def test_a_hit_is_never_graver_than_its_rule_and_a_guess_is_a_note() -> None:
    assert severity_of(W, E, HIGH) is W
    assert severity_of(W, N, HIGH) is N
    assert severity_of(E, None, MEDIUM) is E
    assert {severity_of(told, milder, LOW) for told in (E, W, N) for milder in (None, E, W, N)} == {N}


def test_the_first_screen_has_at_most_three_of_a_rule_and_nothing_is_lost() -> None:
    loud = [finding("LOUD", fingerprint=str(each), score=50.0 + each) for each in range(40)]
    rest = [finding(f"R{each}", score=1.0 + each / 100) for each in range(30)]
    quiet = [finding("QUIET", fingerprint="q", score=99.0, suppressed="reason")]
    folded = [finding("HABIT", fingerprint=f"h{each}", score=70.0) for each in range(5)]
    order = in_order([*rest, *loud, *quiet, *folded], frozenset({"HABIT"}))
    assert len(order) == 76
    first = [one.rule for one in order[:25]]
    assert (first.count("LOUD"), "QUIET" in first, "HABIT" in first) == (3, False, False)
    assert order[-1].rule == "QUIET"
    assert {one.rule for one in order[-6:-1]} == {"HABIT"}
    assert list(order[:3]) == sorted(loud, key=lambda one: -one.score)[:3]


def test_counts_are_of_all_however_few_are_listed() -> None:
    seen = [
        Seen(about(f"R{rule:03}", W), hit(line=line, statement=f"{line}")) for rule in range(25) for line in range(100)
    ]
    report = report_of(*seen, text="x = 1\n" * 10_000)
    assert (len(report.findings), report.counts["warning"], len(report.themes)) == (2000, 2500, 7)
    assert {one.count for one in report.rules} == {100}
    assert all(len(one.places) == 3 and one.count == 100 for one in report.themes)


def test_a_habit_is_told_in_one_line_but_an_error_never_is() -> None:
    def seen(id: str, severity: Severity, count: int) -> list[Seen]:
        return [Seen(about(id, severity), hit(line=line, statement=f"{line}")) for line in range(count)]

    report = report_of(*seen("ERR", E, 30), *seen("HABIT", W, 30), *seen("FEW", W, 3))
    assert {one.id: one.convention for one in report.rules} == {"ERR": False, "HABIT": True, "FEW": False}
    assert {one.rule for one in report.themes} == {"ERR", "FEW"}
    assert {one.rule for one in report.findings[:6]} == {"ERR", "FEW"}


def test_one_place_that_two_codes_of_a_tool_tell_is_one_finding() -> None:
    assert report_of(Seen(about(), hit(), "B904"), Seen(about(), hit(), "TRY400")).counts["error"] == 1


def test_what_answers_requests_and_what_many_import_comes_first() -> None:
    sleep = "import time\n\n\nasync def pause():\n    time.sleep(1)\n"
    route = (
        "from fastapi import FastAPI\nfrom shop import core\n\napp = FastAPI()\n\n\n"
        "@app.get('/')\nasync def root():\n    return core\n"
    )
    files = {"shop/__init__.py": "", "shop/core.py": sleep, "shop/aside.py": sleep, "shop/api.py": route,
             "tests/test_core.py": "from shop import core\n", "scripts/once.py": sleep}  # fmt: skip
    scores = {one.place.path: one.score for one in reviewed(files).findings if one.rule == "ASY001"}
    assert scores["shop/core.py"] > scores["shop/aside.py"] * 1.5 > scores["shop/aside.py"] > scores["scripts/once.py"]


@pytest.mark.parametrize(
    ("change", "standard", "strict"),
    [
        ({}, True, True),
        ({"status": "remaining"}, False, False),
        ({"status": "new_rule"}, False, False),
        ({"severity": W}, False, True),
        ({"severity": W, "confidence": MEDIUM}, False, False),
        ({"severity": N}, False, False),
    ],
)
def test_only_what_is_new_and_sure_fails_the_gate(change: dict[str, object], standard: bool, strict: bool) -> None:
    one = replace(finding(), **change)  # type: ignore[arg-type]
    assert (fails([one], (), "standard"), fails([one], (), "strict")) == (standard, strict)


def test_a_suppression_hides_from_gate_and_counts_until_its_last_day() -> None:
    seen = Seen(about(), hit())
    mark = report_of(seen).findings[0].fingerprint
    until = Suppression("s1", "known, fixed in spring", "ann", fingerprint=mark, expires_on=TODAY)
    today = report_of(seen, suppressions=(until,))
    assert (today.gate, today.counts["error"], today.counts["suppressed"]) == (False, 0, 1)
    assert today.findings[0].suppressed == "known, fixed in spring (ann)"
    assert (today.rules, today.themes) == ((), ())
    tomorrow = report_of(seen, suppressions=(until,), today=TODAY + timedelta(days=1))
    assert (tomorrow.gate, tomorrow.counts["error"], tomorrow.counts["suppressed"]) == (True, 1, 0)


def test_a_suppression_covers_what_it_names_and_nothing_else() -> None:
    one = finding("AAA001")

    def covers(**named: str) -> bool:
        return Suppression("s", "r", "o", **named).covers(one, TODAY)  # type: ignore[arg-type]

    assert covers(rule="AAA001") and covers(rule="AAA001", path="shop/a.py")  # noqa: PT018
    assert covers(fingerprint=one.moved_fingerprint)
    assert not covers(rule="BBB001")
    assert not covers(rule="AAA001", path="shop/b.py")
    assert not covers(path="shop/a.py")
    assert not covers()
    assert not covers(fingerprint="other", rule="AAA001")


LIVED_WITH = """\
[[suppressions]]
rule = "ASY001"
path = "shop/a.py"
reason = "one request at a time here"
owner = "ann"
expires_on = 2026-12-31

[[suppressions]]
rule = "ASY001"
path = "shop/b.py"
owner = "nobody gave a reason"
"""


def test_what_a_project_lives_with_needs_a_reason_and_ends() -> None:
    sleep = "import time\n\n\nasync def pause():\n    time.sleep(1)\n"
    files = {"architect.toml": LIVED_WITH, "shop/a.py": sleep, "shop/b.py": sleep}

    def told(**asked: object) -> dict[str, str | None]:
        return {one.place.path: one.suppressed for one in reviewed(files, **asked).findings if one.rule == "ASY001"}

    assert told() == {"shop/a.py": "one request at a time here (ann)", "shop/b.py": None}
    assert told(today=TODAY.replace(year=2027)) == {"shop/a.py": None, "shop/b.py": None}
