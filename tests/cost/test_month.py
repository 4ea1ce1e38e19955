"""A month's bill, from a sheet that is known."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.cost.architect import ARCHITECT
from infra.cost.book import Book, Price, read_book, tiered
from infra.cost.calls import AwsCall, Touch
from infra.cost.month import Month
from infra.cost.operations import OPERATIONS
from infra.cost.report import GROUPS, sheet
from infra.cost.standing import PLANNED, Standing, a_month, counted
from infra.topology import FUNCTIONS, QueueTrigger
from tests.cost.conftest import WORK


def test_a_tier_holds_for_what_lies_in_it() -> None:
    tiers = [(0, 1.0), (300, 0.9)]
    assert [tiered(quantity, tiers) for quantity in (0, 100, 300, 400)] == [0, 100, 300, 390]


def test_what_twice_as_many_do_costs_twice_as_much_and_what_stands_there_does_not(plain: Month) -> None:
    one, two = plain.of(1_000_000), plain.of(2_000_000)
    for name in ("mails", "http_requests", "stored_gb", "recovery_gb"):
        assert two[name] == pytest.approx(2 * one[name]), name
    for name in ("alarms", "metrics", "keys", "dashboards"):
        assert two[name] == one[name], name


def test_a_million_sign_ins_cost_what_the_price_list_says(plain: Month) -> None:
    dollars = plain.dollars(1_000_000)
    assert dollars["mails"] == pytest.approx(160)
    assert dollars["http_requests"] == pytest.approx(1.0)
    assert dollars["write_units"] == pytest.approx(4 * 0.625)


def test_queues_are_asked_in_vain_all_month(book: Book, month: Month) -> None:
    queues = sum(isinstance(function.trigger, QueueTrigger) for function in FUNCTIONS)
    standing = a_month(month.standing, (), book.running, {})
    assert standing["queue_requests"] == queues * 5 * 3 * 60 * 730
    assert book.prices["queue_requests"].of(standing["queue_requests"]) == pytest.approx(1.58, abs=0.01)


def test_a_metric_costs_for_the_hours_in_which_its_function_runs(book: Book, month: Month) -> None:
    metrics = [("MessagesHandled", (("function", name),)) for name in ("review_code", "send_email")]
    standing = a_month(month.standing, metrics, book.running, {"review_code": 0.25})
    assert standing["metrics"] == 1.25


def test_designs_and_reviews_leave_what_they_wrote_for_a_year(plain: Month) -> None:
    """Nothing of an account: its two writes are in sessions, which keep nothing."""
    before = plain.used([("design", 100.0)])
    assert (before["stored_gb"], before["recovery_gb"]) == (0, 0)
    write = Touch("events", ("design:1", "1"), "write", 2, 1024**2)
    stored = AwsCall("s3", "PutObject", 1024**2)
    run = replace(WORK, calls=(AwsCall("dynamodb", "TransactWriteItems", 1, touches=(write,)), stored))
    left = replace(plain, sheet=replace(plain.sheet, operations={"design": [run], "sign_in": [run]}))
    used = left.used([("design", 1024.0)])
    assert used["stored_gb"] == used["recovery_gb"] == used["object_gb"] == 12
    assert left.used([("sign_in", 1024.0)])["stored_gb"] == 0


def test_a_line_of_its_own_tells_what_designs_and_reviews_cost_whatever_the_users(month: Month) -> None:
    hundred, thousand = (month.apart({"design": count}) for count in (100.0, 1000.0))
    assert 0 < hundred < thousand
    assert f"100 designs{hundred:23.2f}" in sheet(month)


def test_what_is_stored_is_recoverable_but_for_sessions(plain: Month) -> None:
    usage, accounts = plain.of(1000), 1000 * plain.book.stored["accounts"]
    recoverable = accounts * (6 * 700 + 500 + 200) / 1024**3
    assert usage["recovery_gb"] == pytest.approx(recoverable)
    assert usage["stored_gb"] > recoverable


def test_the_free_tier_takes_off_no_more_than_is_used(month: Month) -> None:
    assert 0 < month.free(10_000) < sum(month.dollars(10_000).values())


def test_every_operation_has_a_frequency_and_every_frequency_an_operation(book: Book) -> None:
    assert {*book.profile, *book.clocks} == {*OPERATIONS, *ARCHITECT}
    assert {name for counts in book.apart.values() for name in counts} < set(ARCHITECT)


def test_every_price_is_in_one_group_and_tells_where_it_is_from(book: Book) -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(book.prices)
    for name, price in book.prices.items():
        assert price.source, name
        assert price.confidence in ("high", "medium", "low"), name


def test_everything_that_is_used_has_a_price(month: Month) -> None:
    assert set(month.of(10_000)) <= set(month.book.prices)


def test_a_sheet_says_whether_the_goal_holds(month: Month) -> None:
    free = {name: Price("", 1, [(0, 0.0)], "here", "high") for name in month.book.prices}
    assert "0.00: holds." in sheet(replace(month, book=replace(month.book, prices=free)))
    assert "MISSED." in sheet(month)


def test_a_thrifty_deployment_has_no_traces_and_one_key_less_and_all_else_as_before(month: Month) -> None:
    two = replace(month, standing=replace(month.standing, keys=2))
    before, after = two.of(100_000), two.thrifty().of(100_000)
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {"traces", "keys", "key_rotations", "key_requests"}
    assert (before["traces"] > 0, after.get("traces", 0)) == (True, 0)
    assert (before["keys"], after["keys"]) == (2, 1)
    assert 0 < after["key_requests"] < before["key_requests"], "starts still open the root key"
    assert two.thrifty().thrifty() == two.thrifty()


def test_the_sheet_says_of_a_thrifty_deployment_too_whether_the_goal_holds(month: Month) -> None:
    listed, paid = month.thrifty().bill(100_000)
    (line,) = [line for line in sheet(month).splitlines() if line.startswith("Thrifty")]
    assert f"{listed:.2f} by list prices: " in line
    assert f"{paid:.2f} less what is free: " in line
    tight, between = (
        replace(month, book=replace(month.book, goal={**month.book.goal, "dollars": bound}))
        for bound in (paid - 1, (paid + listed) / 2)
    )
    assert "holds" not in next(line for line in sheet(tight).splitlines() if line.startswith("Thrifty"))
    assert "prices: MISSED;" in sheet(between)
    assert "free: holds." in sheet(between)


def test_tiers_that_do_not_rise_are_refused(tmp_path: Path) -> None:
    text = Path("infra/cost/assumptions.toml").read_text().replace("[300_000_000, 0.90]", "[0, 0.90]")
    (tmp_path / "book.toml").write_text(text)
    with pytest.raises(ValueError, match="rise"):
        read_book(tmp_path / "book.toml")


def test_alarms_are_counted_by_the_metrics_that_they_watch(tmp_path: Path) -> None:
    watching = {"Metrics": [{"Expression": "a / b"}, {"MetricStat": {}}, {"MetricStat": {}}]}
    resources: dict[str, Any] = {
        "One": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Errors"}},
        "Share": {"Type": "AWS::CloudWatch::Alarm", "Properties": watching},
        "Both": {"Type": "AWS::CloudWatch::CompositeAlarm"},
        "Board": {"Type": "AWS::CloudWatch::Dashboard"},
        "Key": {"Type": "AWS::KMS::Key"},
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"SSESpecification": {"SSEEnabled": False}}},
        "Function": {"Type": "AWS::Lambda::Function", "Properties": {"TracingConfig": {"Mode": "PassThrough"}}},
    }
    (tmp_path / "x.template.json").write_text(json.dumps({"Resources": resources}))
    assert counted(tmp_path) == Standing(3, 1, 1, 1, "counted in x.template.json", tables_key=False, traced=False)
    resources["Table"]["Properties"] = {"SSESpecification": {"KMSMasterKeyId": "key"}}
    resources["Function"]["Properties"] = {"TracingConfig": {"Mode": "Active"}}
    (tmp_path / "x.template.json").write_text(json.dumps({"Resources": resources}))
    assert counted(tmp_path) == Standing(3, 1, 1, 1, "counted in x.template.json")
    assert counted(tmp_path / "nowhere") == PLANNED
