"""Every path without a waiting caller: how often it tries, how long, and where what failed is to be found."""

import json
from typing import Any

import pytest

from infra.resources.queues import dead_letter_names
from infra.topology import (
    EVENT_SOURCE,
    FUNCTIONS,
    QUEUES,
    RULES,
    SCHEDULE_FAILURES,
    STREAM_FAILURES,
    Queue,
    QueueTrigger,
    Rule,
    ScheduleTrigger,
    StreamTrigger,
)
from tests.infra.synthesis import PREFIX, Synthesised, references

_FOURTEEN_DAYS = 14 * 24 * 3600
_STREAM_KEEPS = 24 * 3600  # seconds
RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
QUEUE = pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
CONSUMERS = [function for function in FUNCTIONS if isinstance(function.trigger, QueueTrigger)]
SCHEDULED = [function for function in FUNCTIONS if isinstance(function.trigger, ScheduleTrigger)]


def queue_in_cloud(stack: Synthesised, name: str) -> dict[str, Any]:
    return stack.named("SQS::Queue", "QueueName")[name]


def rule_in_cloud(stack: Synthesised, name: str) -> dict[str, Any]:
    return stack.named("Events::Rule", "Name")[name]


def mapping_of(stack: Synthesised, function: str) -> dict[str, Any]:
    (found,) = [
        each
        for each in stack.of_type("Lambda::EventSourceMapping").values()
        if stack.function(each["FunctionName"]) == function.replace("_", "-")
    ]
    return found


def may_send(stack: Synthesised, queue: str) -> list[dict[str, Any]]:
    """The statements of the queue's policy that allow sending."""
    own = stack.id_of("SQS::Queue", "QueueName", f"{PREFIX}-{queue}")
    return [
        statement
        for policy in stack.of_type("SQS::QueuePolicy").values()
        if own in references(policy["Queues"])
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow" and "sqs:SendMessage" in statement["Action"]
    ]


def test_there_are_the_queues_of_the_topology_and_where_failures_go(stack: Synthesised) -> None:
    assert sorted(stack.named("SQS::Queue", "QueueName")) == sorted(
        [*(queue.name for queue in QUEUES), *dead_letter_names()]
    )


@QUEUE
def test_a_queue_is_as_its_row_says_and_gives_up_into_its_dead_letters(stack: Synthesised, queue: Queue) -> None:
    made = queue_in_cloud(stack, queue.name)
    assert (made["VisibilityTimeout"], made["MessageRetentionPeriod"]) == (queue.visibility_timeout, queue.retention)
    assert made["RedrivePolicy"]["maxReceiveCount"] == queue.max_receives
    assert stack.queue(made["RedrivePolicy"]["deadLetterTargetArn"]) == queue.dead_letter


@pytest.mark.parametrize("name", dead_letter_names())
def test_what_failed_waits_for_a_person_as_long_as_sqs_can(stack: Synthesised, name: str) -> None:
    assert queue_in_cloud(stack, name)["MessageRetentionPeriod"] == _FOURTEEN_DAYS


def test_every_queue_refuses_plain_http_and_is_encrypted(stack: Synthesised) -> None:
    assert {each["SqsManagedSseEnabled"] for each in stack.of_type("SQS::Queue").values()} == {True}
    closed = {
        stack.queue(queue)
        for policy in stack.of_type("SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for queue in policy["Queues"]
    }
    assert closed == set(stack.named("SQS::Queue", "QueueName"))


@QUEUE
def test_a_message_stays_hidden_six_times_as_long_as_its_consumer_may_take(stack: Synthesised, queue: Queue) -> None:
    consumers = [each for each in CONSUMERS if getattr(each.trigger, "queue", None) == queue.name]
    assert len(consumers) == 1
    assert queue_in_cloud(stack, queue.name)["VisibilityTimeout"] >= 6 * consumers[0].timeout


@pytest.mark.parametrize("function", CONSUMERS, ids=lambda function: function.name)
def test_a_consumer_takes_batches_and_answers_for_each_message(stack: Synthesised, function: Any) -> None:
    made = mapping_of(stack, function.name)
    assert stack.queue(made["EventSourceArn"]) == function.trigger.queue
    assert made["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert made["BatchSize"] == function.trigger.batch_size
    assert made["ScalingConfig"] == {"MaximumConcurrency": function.trigger.max_concurrency}


def test_the_stream_is_followed_from_its_beginning_in_order_and_gives_up_in_time(stack: Synthesised) -> None:
    (function,) = [each for each in FUNCTIONS if isinstance(each.trigger, StreamTrigger)]
    assert isinstance(function.trigger, StreamTrigger)
    made = mapping_of(stack, function.name)
    table = stack.id_of("DynamoDB::Table", "TableName", f"{PREFIX}-{function.trigger.table}")
    assert made["EventSourceArn"] == {"Fn::GetAtt": [table, "StreamArn"]}
    assert made["StartingPosition"] == "TRIM_HORIZON"
    assert made["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert made["BisectBatchOnFunctionError"] is True
    assert (made["BatchSize"], made["MaximumRetryAttempts"]) == (function.trigger.batch_size, function.trigger.tries)
    assert 12 * 3600 <= made["MaximumRecordAgeInSeconds"] < _STREAM_KEEPS
    assert made.get("ParallelizationFactor", 1) == 1
    assert stack.queue(made["DestinationConfig"]["OnFailure"]["Destination"]) == STREAM_FAILURES


def test_nothing_else_is_driven_by_a_stream_or_a_queue(stack: Synthesised) -> None:
    driven = [each for each in FUNCTIONS if isinstance(each.trigger, QueueTrigger | StreamTrigger)]
    assert len(stack.of_type("Lambda::EventSourceMapping")) == len(driven)


@RULE
def test_a_rule_sends_its_events_to_its_queue_and_what_cannot_arrive_to_the_dead_letters(
    stack: Synthesised, rule: Rule
) -> None:
    made = rule_in_cloud(stack, rule.name)
    assert made["EventPattern"] == {"source": [EVENT_SOURCE], "detail-type": list(rule.event_types)}
    assert list(references(made["EventBusName"])) == [stack.id_of("Events::EventBus", "Name", PREFIX)]
    (target,) = made["Targets"]
    assert stack.queue(target["Arn"]) == rule.queue
    assert stack.queue(target["DeadLetterConfig"]["Arn"]) == f"{rule.queue}-dlq"


@RULE
def test_the_bus_may_put_into_a_queue_and_its_dead_letters_for_this_rule_alone(stack: Synthesised, rule: Rule) -> None:
    own = stack.id_of("Events::Rule", "Name", f"{PREFIX}-{rule.name}")
    for queue in (rule.queue, f"{rule.queue}-dlq"):
        (statement,) = may_send(stack, queue)
        assert statement["Principal"] == {"Service": "events.amazonaws.com"}
        assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [own, "Arn"]}}}


def test_an_erasure_is_written_into_a_ledger_that_never_forgets(stack: Synthesised) -> None:
    made = rule_in_cloud(stack, "erasures")
    assert made["EventPattern"]["detail-type"] == ["user.erased"]
    ledger = stack.id_of("Logs::LogGroup", "LogGroupName", "/rollbook/test/erasures")
    assert "RetentionInDays" not in stack.resources[ledger]["Properties"]
    assert stack.resources[ledger]["DeletionPolicy"] == "Retain"
    (target,) = made["Targets"]
    assert json.dumps(target["Arn"]).endswith(':log-group:/rollbook/test/erasures"]]}')
    assert stack.queue(target["DeadLetterConfig"]["Arn"]) == "erasures-dlq"
    (policy,) = stack.of_type("Logs::ResourcePolicy").values()
    assert "events.amazonaws.com" in json.dumps(policy["PolicyDocument"])
    assert len(may_send(stack, "erasures-dlq")) == 1


def test_the_archive_keeps_a_quarter_of_what_was_published(stack: Synthesised) -> None:
    (archive,) = stack.of_type("Events::Archive").values()
    assert archive["EventPattern"] == {"source": [EVENT_SOURCE]}
    assert archive["RetentionDays"] == 90


@pytest.mark.parametrize("function", SCHEDULED, ids=lambda function: function.name)
def test_a_schedule_runs_its_function_and_a_run_that_fails_is_told(stack: Synthesised, function: Any) -> None:
    made = rule_in_cloud(stack, function.trigger.name)
    assert made["ScheduleExpression"] == function.trigger.rate
    (target,) = made["Targets"]
    assert stack.function(target["Arn"]) == function.name.replace("_", "-")
    assert stack.queue(target["DeadLetterConfig"]["Arn"]) == SCHEDULE_FAILURES
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 2
    (asked,) = [
        each
        for each in stack.of_type("Lambda::EventInvokeConfig").values()
        if stack.function(each["FunctionName"]) == function.name.replace("_", "-")
    ]
    assert stack.queue(asked["DestinationConfig"]["OnFailure"]["Destination"]) == SCHEDULE_FAILURES
    assert (asked["MaximumRetryAttempts"], asked["MaximumEventAgeInSeconds"]) == (2, 7200)


def test_every_rule_is_one_of_the_topology(stack: Synthesised) -> None:
    expected = [*(rule.name for rule in RULES), "erasures", *(f.trigger.name for f in SCHEDULED)]  # type: ignore[union-attr]
    assert sorted(stack.named("Events::Rule", "Name")) == sorted(expected)
    assert {each["State"] for each in stack.of_type("Events::Rule").values()} == {"ENABLED"}
