"""Against the last review: what is new, what was there, what is fixed; and what nobody can know."""

import random
from collections.abc import Mapping

import pytest

from shared.architect.domain.review.finding import Finding
from shared.architect.domain.review.fingerprint import fingerprints
from shared.architect.domain.review.project import Unparsed
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.seen import Seen
from tests.architect.review.findings import about, hit, report_of
from tests.architect.review.making import reviewed

FLAW = """\
import time


async def wait(order):
    time.sleep(5)
    return order


async def again(order):
    time.sleep(5)
    time.sleep(5)
    return order
"""


def flaws(report: Report) -> dict[tuple[str, str, int], Finding]:
    found = [one for one in report.findings if one.rule == "ASY001"]
    return {(one.place.path, one.place.symbol, number): one for number, one in enumerate(found)}


def prints(report: Report) -> set[str]:
    return {one.fingerprint for one in report.findings if one.rule == "ASY001"}


def after(files: Mapping[str, str], changed: Mapping[str, str]) -> tuple[Report, Report]:
    """Two reviews in a row; what other rules say of the whole tree is left out of the counts by the asserts."""
    first = reviewed(files)
    return first, reviewed(changed, previous=first, previous_id="first")


def statuses(report: Report) -> list[str]:
    return sorted(one.status for one in report.findings if one.rule == "ASY001")


def fixed(report: Report) -> int:
    return sum(one.rule == "ASY001" for one in report.baseline.fixed)


def test_lines_may_shift() -> None:
    moved = "# a comment\n\nX = 1\n\n\n" + FLAW.replace("    return order", "    print(order)\n    return order")
    first, second = after({"shop/a.py": FLAW}, {"shop/a.py": moved})
    assert prints(first) == prints(second)
    assert len(prints(first)) == 3
    assert (statuses(second), fixed(second)) == (["remaining"] * 3, 0)


def test_layout_comments_and_quotes_may_change() -> None:
    changed = FLAW.replace("time.sleep(5)", "time.sleep(  # wait\n        5,\n    )")
    first, second = after({"shop/a.py": FLAW}, {"shop/a.py": changed})
    assert prints(first) == prints(second)


def test_a_file_may_move() -> None:
    first, second = after({"shop/a.py": FLAW}, {"shop/orders/b.py": FLAW})
    assert prints(first).isdisjoint(prints(second))
    assert (statuses(second), fixed(second)) == (["remaining"] * 3, 0)


def test_a_copy_is_new_and_the_original_remains() -> None:
    _, second = after({"shop/a.py": FLAW}, {"shop/a.py": FLAW, "shop/b.py": FLAW})
    assert statuses(second) == ["new"] * 3 + ["remaining"] * 3


def test_one_of_two_equal_places_that_goes_is_fixed_once() -> None:
    once = FLAW.replace("    time.sleep(5)\n    time.sleep(5)\n", "    time.sleep(5)\n")
    _, second = after({"shop/a.py": FLAW}, {"shop/a.py": once})
    assert (statuses(second), fixed(second)) == (["remaining"] * 2, 1)


def test_what_was_mended_is_fixed_and_what_is_added_is_new() -> None:
    mended = FLAW.replace("time.sleep(5)\n    return", "await asyncio.sleep(5)\n    return", 1).replace(
        "time\n", "time\nimport asyncio\n", 1
    )
    added = mended + "\n\nasync def third(order):\n    time.sleep(7)\n"
    _, second = after({"shop/a.py": FLAW}, {"shop/a.py": added})
    assert (statuses(second), fixed(second)) == (["new", "remaining", "remaining"], 1)
    assert second.baseline.previous == "first"


def test_a_file_that_is_gone_is_fixed() -> None:
    _, second = after({"shop/a.py": FLAW, "shop/b.py": "x = 1\n"}, {"shop/b.py": "x = 1\n"})
    assert fixed(second) == 3


def test_a_file_that_cannot_be_read_is_never_fixed() -> None:
    first, second = after(
        {"shop/a.py": FLAW, "shop/b.py": "x = 1\n"}, {"shop/a.py": FLAW + "def (:\n", "shop/b.py": "x = 1\n"}
    )
    assert (statuses(second), fixed(second)) == (["remaining"] * 3, 0)
    assert prints(second) == prints(first)
    assert all("not_read" in one.tags for one in second.findings if one.rule == "ASY001")
    third = reviewed({"shop/a.py": FLAW, "shop/b.py": "x = 1\n"}, previous=second, previous_id="second")
    assert (statuses(third), fixed(third)) == (["remaining"] * 3, 0)
    assert not any("not_read" in one.tags for one in third.findings)


def test_a_file_that_is_larger_than_the_bound_is_never_fixed() -> None:
    _, second = after({"shop/a.py": FLAW}, {"shop/a.py": FLAW + "x = 1\n" * 200_000, "shop/b.py": "x = 1\n"})
    assert (statuses(second), fixed(second)) == (["remaining"] * 3, 0)


def test_a_rule_that_breaks_fixes_nothing() -> None:
    first = report_of(Seen(about(), hit()))
    second = report_of(failed=(("AAA001", "shop/a.py"),), previous=first, previous_id="first")
    assert ([one.status for one in second.findings], second.baseline.fixed) == (["remaining"], ())


def test_changed_rules_find_more_and_fix_nothing() -> None:
    first = report_of(Seen(about(), hit()), versions={"AAA001": "1"})
    changed = report_of(Seen(about(), hit(line=7, statement="y = 2")), versions={"AAA001": "2"}, previous=first)
    assert [one.status for one in changed.findings] == ["new_rule"]
    assert (changed.baseline.new_because_of_rules, changed.baseline.new, changed.baseline.fixed) == (1, 0, ())
    assert not changed.gate
    added = report_of(Seen(about("BBB001"), hit()), versions={"AAA001": "1", "BBB001": "1"}, previous=first)
    assert [one.status for one in added.findings] == ["new_rule"]
    taken_away = report_of(versions={}, previous=first)
    assert (taken_away.findings, taken_away.baseline.fixed) == ((), ())


def test_what_the_last_report_had_no_room_for_is_not_called_new() -> None:
    many = [Seen(about(), hit(line=each, statement=f"x = {each}")) for each in range(1, 2101)]
    first = report_of(*many)
    assert (len(first.findings), first.counts["error"], first.baseline.new) == (2000, 2100, 2100)
    second = report_of(*many, previous=first, previous_id="first")
    assert (second.baseline.new, second.baseline.remaining, second.baseline.fixed) == (0, 2100, ())


def test_an_unread_place_of_a_cycle_is_not_fixed() -> None:
    cycle = hit(also=(hit("shop/b.py").place,))
    first = report_of(Seen(about(), cycle))
    second = report_of(unparsed=(Unparsed("shop/b.py", "syntax"),), files=("shop/a.py",), previous=first)
    assert second.baseline.fixed == ()


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_hits_changes_no_fingerprint(seed: int) -> None:
    hits = [hit(f"shop/{path}.py", line, statement) for path in "ab" for line, statement in enumerate("xxyx", 1)]
    told = dict(zip([one.place for one in hits], fingerprints("AAA001", hits), strict=True))
    mixed = random.Random(seed).sample(hits, len(hits))
    assert dict(zip([one.place for one in mixed], fingerprints("AAA001", mixed), strict=True)) == told
    assert len({mark for mark, _ in told.values()}) == len(hits)


def test_another_rule_file_symbol_or_statement_is_another_finding() -> None:
    marks = {
        fingerprints(rule, [hit(path, 1, statement, symbol)])[0][0]
        for rule in ("AAA001", "BBB001") for path in ("a.py", "b.py") for statement in "xy" for symbol in "fg"
    }  # fmt: skip
    assert len(marks) == 16
    assert all(len(mark) == 64 for mark in marks)
