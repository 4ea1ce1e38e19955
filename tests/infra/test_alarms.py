"""Alarms: each can go off, says what it means, and leads to a section of the runbook that says what to do."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from functions.sessions.routes import SIGN_INS, routes
from infra.topology import FUNCTIONS, QUEUES, QueueTrigger
from shared.adapters.signing_keys import ROTATED_AFTER
from shared.edge.metrics import FAILED, Metric
from tests.docs.documents import ROOT
from tests.infra.synthesis import EVERYTHING, PREFIX, Synthesis, Synthesised

RUNBOOK = "docs/runbook.md"
_SECTION = re.compile(r"^## ([a-z-]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_DAY, _HOUR = 86_400, 3_600
# Name, how many times too fast, and the seconds of both windows.
WINDOWS = (("now", 14.4, 3_600, 300), ("soon", 6.0, 21_600, 1_800))
BUDGETS = {"sign-in-availability": 0.001, "sign-in-latency": 0.01}
# What waits for a person beside the queues' own dead letters.
DEAD_LETTERS = (*(queue.dead_letter for queue in QUEUES), "stream-dlq", "schedules-dlq", "erasures-dlq")

Resources = Mapping[str, Any]


@pytest.fixture(scope="module")
def resources(synthesis: Synthesis) -> Resources:
    """Of a deployment that tells somebody."""
    return synthesis.of(**EVERYTHING).resources


def of_type(resources: Resources, *types: str) -> list[Any]:
    return [each["Properties"] for each in resources.values() if each["Type"] in types]


@pytest.fixture(scope="module")
def plain(resources: Resources) -> dict[str, Any]:
    """Alarms on metrics, by their names without the stage."""
    return {each["AlarmName"].removeprefix(f"{PREFIX}-"): each for each in of_type(resources, "AWS::CloudWatch::Alarm")}


@pytest.fixture(scope="module")
def composite(resources: Resources) -> dict[str, Any]:
    found = of_type(resources, "AWS::CloudWatch::CompositeAlarm")
    return {each["AlarmName"].removeprefix(f"{PREFIX}-"): each for each in found}


def sections() -> dict[str, str]:
    return dict(_SECTION.findall((ROOT / RUNBOOK).read_text("utf-8")))


def metrics_of(alarm: Any) -> Iterator[tuple[str, str, dict[str, str], int, str]]:
    """Namespace, name, dimensions, period and statistic of everything that an alarm looks at."""
    singles = [each["MetricStat"] for each in alarm.get("Metrics", ()) if "MetricStat" in each]
    for each in singles or [{"Metric": alarm, "Period": alarm["Period"], "Stat": alarm.get("Statistic")}]:
        metric = each["Metric"]
        named = {one["Name"]: one["Value"] for one in metric.get("Dimensions", ())}
        yield metric["Namespace"], metric["MetricName"], named, each["Period"], each["Stat"]


def value(alarm: Any, **measured: float) -> float:
    """What the alarm's expression makes of these values; what is not named was not reported."""

    class Lazily(ast.NodeTransformer):
        def visit_Call(self, call: ast.Call) -> ast.expr:
            self.generic_visit(call)
            name, first = getattr(call.func, "id", ""), call.args[0]
            if name == "FILL":
                return ast.Constant(measured.get(getattr(first, "id", ""), 0))
            return ast.IfExp(first, call.args[1], call.args[2])

    (expression,) = [each["Expression"] for each in alarm["Metrics"] if "Expression" in each]
    tree = ast.fix_missing_locations(Lazily().visit(ast.parse(expression, mode="eval")))
    return float(eval(compile(tree, "alarm", "eval"), {}, measured))  # noqa: S307 - our own template


def goes_off(alarm: Any, **measured: float) -> bool:
    return value(alarm, **measured) >= float(alarm["Threshold"])


# what they say -----------------------------------------------------------------------------------------------------


def test_every_alarm_leads_to_a_section_of_the_runbook_and_every_section_to_an_alarm(
    plain: dict[str, Any], composite: dict[str, Any]
) -> None:
    said = {name: each["AlarmDescription"] for name, each in {**plain, **composite}.items()}
    led_to = {name: text.rpartition(f"Runbook: {RUNBOOK}#")[2] for name, text in said.items()}
    assert set(led_to.values()) == set(sections())
    assert [name for name, text in said.items() if len(text.partition(" Runbook: ")[0]) < 30] == []


def test_every_section_says_what_it_means_where_to_look_and_what_to_do() -> None:
    for name, text in sections().items():
        assert "**Means**:" in text, name
        assert "**Do**:" in text or "**Look, do**:" in text, name


def test_names_begin_with_the_stage(resources: Resources) -> None:
    found = of_type(resources, "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
    assert {each["AlarmName"].startswith(f"{PREFIX}-") for each in found} == {True}


# what they look at -------------------------------------------------------------------------------------------------


def test_our_own_metrics_exist_with_their_functions_and_routes(plain: dict[str, Any]) -> None:
    functions = {f"{PREFIX}-{function.name.replace('_', '-')}" for function in FUNCTIONS}
    counted = {metric.value for metric in Metric}
    seen, timed = set[str](), set[str]()
    for alarm in plain.values():
        for namespace, name, dimensions, _, _ in metrics_of(alarm):
            if namespace == "Rollbook":
                assert name in counted
                assert dimensions["function"] in functions
                assert dimensions.get("outcome", FAILED) in SIGN_INS.names
                seen.add(name)
                timed |= {dimensions["route"]} if "route" in dimensions else set()
            elif namespace == "AWS/Lambda":
                assert dimensions["FunctionName"] in functions
    assert seen == {"Duration", "SignIns", "SigningKeyAgeDays", "SchedulesDone", "OwnNewErrors"}
    assert timed == {"POST /v1/sessions"} < {route.template for route in routes}


def test_cloudwatch_takes_their_periods_and_no_more_than_ten_metrics(plain: dict[str, Any]) -> None:
    for name, alarm in plain.items():
        looked_at = list(metrics_of(alarm))
        assert len(looked_at) <= 10, name
        for _, _, _, period, _ in looked_at:
            assert period * alarm["EvaluationPeriods"] <= (7 * _DAY if period >= _HOUR else _DAY), name


def test_every_function_every_dead_letter_queue_and_every_queue_is_watched(plain: dict[str, Any]) -> None:
    crashes = {f"errors-{function.name.replace('_', '-')}" for function in FUNCTIONS}
    filled = {f"{name}-filled" for name in DEAD_LETTERS}
    late = {f"{queue.name}-age" for queue in QUEUES}
    assert crashes | filled | late <= set(plain)
    consumed = {function.trigger.queue for function in FUNCTIONS if isinstance(function.trigger, QueueTrigger)}
    assert consumed == {queue.name for queue in QUEUES}


def test_silence_is_a_failure_only_of_what_reports_every_day(plain: dict[str, Any]) -> None:
    missing = {name: alarm["TreatMissingData"] for name, alarm in plain.items()}
    assert {name for name, told in missing.items() if told == "breaching"} == {"key-rotation", "daily-silence"}
    assert {name for name, told in missing.items() if told == "ignore"} == {"mail-bounces", "mail-complaints"}
    assert set(missing.values()) == {"breaching", "ignore", "notBreaching"}


def test_a_key_that_was_rotated_in_time_is_no_alarm_and_one_day_more_is(plain: dict[str, Any]) -> None:
    alarm = plain["key-rotation"]
    assert ROTATED_AFTER.days < alarm["Threshold"] <= ROTATED_AFTER.days + 1
    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["Statistic"]) == (_DAY, 2, "Maximum")


# when they go off --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "off"),
    [({"failed": 15}, True), ({"crashed": 15}, True), ({"throttled": 15}, True), ({"failed": 14}, False)],
)
def test_an_outage_burns_the_budget_of_an_hour_whatever_it_is_made_of(
    plain: dict[str, Any], bad: dict[str, float], off: bool
) -> None:
    """14.4 times one in a thousand."""
    total = 1000 - bad.get("crashed", 0) - bad.get("throttled", 0)
    assert goes_off(plain["sign-in-availability-now-long"], asked=total, **bad) is off


@pytest.mark.parametrize(
    ("failed", "off"),
    [(1440, {"now": True, "soon": True}), (600, {"now": False, "soon": True}), (599, {"now": False, "soon": False})],
)
def test_the_faster_it_burns_the_shorter_the_window_that_sees_it(
    plain: dict[str, Any], failed: int, off: dict[str, bool]
) -> None:
    """What burns less than six times too fast calls nobody: the dashboard has it by day."""
    burning = {"asked": 100_000, "failed": failed}
    assert {name: goes_off(plain[f"sign-in-availability-{name}-long"], **burning) for name, *_ in WINDOWS} == off


def test_four_failures_at_night_call_nobody(plain: dict[str, Any]) -> None:
    assert not goes_off(plain["sign-in-availability-now-long"], asked=4, failed=4)
    assert goes_off(plain["sign-in-availability-now-short"], asked=4, failed=4)
    assert not goes_off(plain["sign-in-availability-now-short"])
    assert not goes_off(plain["api-errors"], asked=4, failed=4)


@pytest.mark.parametrize(("slow", "off"), [(144, True), (143, False)])
def test_slow_sign_ins_burn_the_budget_of_latency(plain: dict[str, Any], slow: int, off: bool) -> None:
    assert goes_off(plain["sign-in-latency-now-long"], answered=1000, slow=slow) is off


def test_slow_are_those_above_a_second(plain: dict[str, Any]) -> None:
    statistics = {statistic for *_, statistic in metrics_of(plain["sign-in-latency-now-long"])}
    assert statistics == {"TC(1000:)", "SampleCount"}


def test_each_pair_has_a_long_and_a_short_window(plain: dict[str, Any], composite: dict[str, Any]) -> None:
    for objective, alarm in composite.items():
        said = "".join(part if isinstance(part, str) else "x" for part in alarm["AlarmRule"]["Fn::Join"][1])
        assert said == "(" + " OR ".join(['(ALARM("x") AND ALARM("x"))'] * len(WINDOWS)) + ")"
        for name, rate, *periods in WINDOWS:
            both = [plain[f"{objective}-{name}-{end}"] for end in ("long", "short")]
            assert {each["Threshold"] for each in both} == {round(rate * BUDGETS[objective], 6)}
            assert [{period for *_, period, _ in metrics_of(each)} for each in both] == [{each} for each in periods]


# who is told -------------------------------------------------------------------------------------------------------


def test_all_but_the_windows_of_an_objective_tell_somebody_twice(
    plain: dict[str, Any], composite: dict[str, Any]
) -> None:
    """When it begins and when it ends."""
    windows = {name for name in plain if name.endswith(("-long", "-short"))}
    for name, alarm in {**plain, **composite}.items():
        expected = 0 if name in windows else 1
        assert (len(alarm.get("AlarmActions", ())), len(alarm.get("OKActions", ()))) == (expected, expected), name


def test_the_topic_is_encrypted_takes_tls_only_and_word_from_our_alarms_alone(resources: Resources) -> None:
    (topic,) = of_type(resources, "AWS::SNS::Topic")
    (policy,) = of_type(resources, "AWS::SNS::TopicPolicy")
    assert topic["KmsMasterKeyId"]
    publishing, plaintext = sorted(policy["PolicyDocument"]["Statement"], key=lambda each: str(each["Effect"]))
    assert plaintext["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert publishing["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert f":alarm:{PREFIX}-*" in str(publishing["Condition"]["ArnLike"]["aws:SourceArn"])


def test_cloudwatch_may_use_the_topics_key_for_these_alarms(resources: Resources) -> None:
    (topic,) = of_type(resources, "AWS::SNS::Topic")
    key = resources[topic["KmsMasterKeyId"]["Fn::GetAtt"][0]]["Properties"]
    (allowed,) = [each for each in key["KeyPolicy"]["Statement"] if "cloudwatch" in str(each["Principal"])]
    assert allowed["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert f":alarm:{PREFIX}-*" in str(allowed["Condition"]["ArnLike"]["aws:SourceArn"])


def test_without_an_address_nobody_is_told_and_every_alarm_is_there(stack: Synthesised, resources: Resources) -> None:
    kinds = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
    silent, telling = of_type(stack.resources, *kinds), of_type(resources, *kinds)
    assert len(silent) == len(telling)
    assert not [each for each in silent if each.get("AlarmActions")]
    assert not stack.of_type("SNS::Topic")
