"""Secrets and persons are planted through every route; no log, trace, metric, queue or published event has them.

Of security check 66: "PII absent from logs". The system runs whole, in one process that takes itself for a Lambda.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.topology import FUNCTIONS, QUEUES, ScheduleTrigger
from shared.bootstrap import Container
from shared.edge.routes import Route
from tests.redaction.canaries import ARCHITECTURE, KINDS, PERSONAL, SECRET, Canaries
from tests.redaction.life import everything
from tests.redaction.running import Outside, watched_system
from tests.redaction.story import Story
from tests.redaction.visitor import ROUTES, SOURCES

NOT_IN_MAIL = frozenset({"password", "session token", "header", "reason", "path", "query", "key"}) | (
    ARCHITECTURE - {"system name"}
)
NEVER_ANSWERED = frozenset({"password", "mailed token", "header", "key"})
NOT_STORED = frozenset({"password", "mailed token", "session token", "header", "source text"})
SEALED = SECRET | PERSONAL | {"source text"}


@pytest.fixture(scope="module")
def story(emulator: Emulator, emulator_clients: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Lived to its end."""
    environ = provision(emulator.endpoint, "rollbook-redaction", clients=emulator_clients)
    with watched_system(environ, tmp_path_factory.mktemp("redaction")) as outside:
        canaries = Canaries()
        canaries.know("source", SOURCES)
        lived = Story(outside, canaries)
        everything(lived)
        yield lived


@pytest.fixture
def outside(story: Story) -> Outside:
    return story.outside


def expected_of(route: Route[Container]) -> set[int]:
    """The refusals that every such route must have given."""
    statuses = {422} if route.path.startswith("/v1/") else set()
    statuses |= {401, 503, 500} if route.access.live else set()
    statuses |= {401} if route.access.signed_in else set()
    statuses |= {403} if route.access.any_of else set()
    return statuses | ({400, 413, 415, 422} if route.body else set())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.template)
def test_each_route_was_planted_and_gave_every_kind_of_answer(story: Story, route: Route[Container]) -> None:
    seen = story.visitor.seen[route.template]
    assert route.status in seen, "no accepted request is planted for this route: add one to tests/redaction/life.py"
    assert expected_of(route) - seen == set()


def test_all_kinds_of_refusal_were_met(story: Story) -> None:
    seen = set().union(*story.visitor.seen.values())
    assert {400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 429, 500, 503} - seen == set()
    kinds = set(story.canaries.planted.values())
    assert kinds == KINDS


def test_each_function_that_no_request_calls_ran(outside: Outside) -> None:
    """A queue's function met poison, the stream's a record that it cannot read; each schedule's says what it did."""
    schedules = [function for function in FUNCTIONS if isinstance(function.trigger, ScheduleTrigger)]
    done = [metric for metric in outside.metrics if "SchedulesDone" in metric]
    parked = [metric for metric in outside.metrics if "MessagesParked" in metric]
    assert len(done) >= len(schedules)
    assert len(parked) >= 3 * len(QUEUES)
    assert any(metric.get("RecordsPublished", [0])[0] > 0 for metric in outside.metrics)


def test_no_log_line_has_any_of_it(story: Story, outside: Outside) -> None:
    assert len(outside.logs) > 500
    assert story.canaries.found_in("\n".join(outside.logs)) == []


def test_nobody_can_write_a_line_of_their_own_into_the_log(outside: Outside) -> None:
    records = [json.loads(line) for line in outside.logs if line.startswith("{")]
    assert {record["level"] for record in records} == {"INFO", "WARNING", "ERROR"}
    assert not [line for line in outside.lines if "forged" in line]


def test_no_trace_has_any_of_it(story: Story, outside: Outside) -> None:
    traces = "\n".join(outside.daemon.documents)
    for name in ("## sign_in", "## sign_up", "## request_design", "## request_review", "## consume", "## publish"):
        assert name in traces
    assert '"name":"dynamodb"' in traces.replace(" ", "")
    assert "AccessDeniedException" in traces or "ClientError" in traces, "no failed call was traced"
    assert story.canaries.found_in(traces) == []


def test_no_metric_has_any_of_it(story: Story, outside: Outside) -> None:
    routes = {metric.get("route") for metric in outside.metrics}
    assert {route.template for route in ROUTES if route.outcomes} <= routes  # others are counted by AWS itself
    assert story.canaries.found_in(json.dumps(outside.metrics)) == []


def test_no_message_of_a_queue_has_any_of_it(story: Story, outside: Outside) -> None:
    sent = [call.members for call in outside.wire.calls if call.operation.startswith("SendMessage")]
    reasons = [message["MessageAttributes"]["reason"] for message in sent if "MessageAttributes" in message]
    ours = [message for message in sent if message["MessageBody"] not in story.put_on_queues]
    assert len(ours) > 20
    assert len(reasons) >= len(story.put_on_queues)
    assert story.canaries.found_in(json.dumps([ours, reasons])) == []


def test_no_published_event_has_any_of_it(story: Story, outside: Outside) -> None:
    entries = [call.body for call in outside.wire.calls if call.operation == "PutEvents"]
    assert len(entries) > 10
    assert story.canaries.found_in("\n".join(entries)) == []


def test_the_history_is_stored_sealed(story: Story, outside: Outside) -> None:
    """The architect's is not, for nothing in it is personal; of reviewed sources it has names only."""
    events = list(items_of(outside, outside.environ["ROLLBOOK_EVENTS_TABLE"]))
    assert len(events) > 20
    assert story.canaries.found_in(json.dumps(events), SEALED) == []
    for kind in ARCHITECTURE - SEALED:
        assert story.canaries.found_in(json.dumps(events), frozenset({kind})) != [], "nothing of it was planted"


def test_no_table_holds_a_password_or_a_token(story: Story, outside: Outside) -> None:
    stored = [
        item
        for name in ("DIRECTORY", "SESSIONS", "KEYS")
        for item in items_of(outside, outside.environ[f"ROLLBOOK_{name}_TABLE"])
    ]
    assert len(stored) > 50
    assert story.canaries.found_in(json.dumps(stored), NOT_STORED) == []


def test_a_mail_says_nothing_but_what_its_reader_may_know(story: Story, outside: Outside) -> None:
    mails = "\n".join(call.body for call in outside.wire.calls if call.service == "ses")
    for kind in ("address", "system name"):
        assert story.canaries.found_in(mails, frozenset({kind})) != []
    assert story.canaries.found_in(mails, NOT_IN_MAIL) == []


def test_no_answer_repeats_a_secret(story: Story) -> None:
    assert len(story.visitor.answers) > 400
    assert story.canaries.found_in("\n".join(story.visitor.answers), NEVER_ANSWERED) == []


def items_of(outside: Outside, table: str) -> Iterator[dict[str, Any]]:
    """What was written into a table."""
    for call in outside.wire.calls:
        if call.operation != "TransactWriteItems":
            continue
        for item in call.members["TransactItems"]:
            (write,) = item.values()
            if write["TableName"] == table:
                yield write
