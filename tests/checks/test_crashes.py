"""Check 66: a crash between storing and publishing, or within any worker, loses nothing and doubles nothing.

`make crash` tries every call of every function; here are the crashes proper, where a process is gone, and races for one
version. What logs may hold is in tests/redaction.
"""

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.topology import FUNCTIONS, HttpTrigger
from shared.accounts.domain import user as deciding
from shared.accounts.use_cases.users import StaleState
from shared.edge.telemetry import Telemetry, json_logger
from shared.kernel.events import Context, SealedEvent, verify_chain
from shared.kernel.principal import Actor
from tests.crash.catalogue import SCENARIOS
from tests.crash.faults import Fault, Mode
from tests.crash.ground import Ground, Snapshot, prepared_ground
from tests.crash.harness import Trial
from tests.crash.recorded import ADA, joined
from tests.crash.scenarios import Scenario, Stage
from tests.edge.sample import event, sample_handler

KILLED = (Mode.KILLED_BEFORE, Mode.KILLED_AFTER)
WRITERS = 8
INJECTED = '\n{"level":"ERROR","message":"all is lost","service":"rollbook"}'


def first_of(function: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if scenario.function == function)


BEHIND = [first_of(function.name) for function in FUNCTIONS if not isinstance(function.trigger, HttpTrigger)]


@pytest.fixture(scope="module")
def opened(emulator: Emulator, emulator_clients: Clients) -> Iterator[tuple[Ground, Snapshot]]:
    environ = provision(emulator.endpoint, "rollbook-crashes", clients=emulator_clients)
    with prepared_ground(environ, emulator_clients) as ground:
        yield ground, ground.snapshot()


@pytest.fixture
def ground(opened: tuple[Ground, Snapshot]) -> Ground:
    ground, empty = opened
    ground.run_only({})
    ground.restore(empty)
    return ground


@pytest.mark.parametrize("scenario", [first_of("accounts"), *BEHIND], ids=lambda one: f"{one.function}: {one.name}")
def test_check_66_a_process_that_dies_at_any_call_loses_nothing_and_doubles_nothing(
    opened: tuple[Ground, Snapshot], scenario: Scenario
) -> None:
    """Sign-up: between storing and publishing, too. Behind it: publishing, mails, sessions, read models."""
    trial = Trial.on(*opened, scenario)
    deaths = [Fault(point, mode) for point, call in enumerate(trial.calls) if call.changes for mode in KILLED]
    assert deaths
    assert [str(broken) for death in deaths if (broken := trial.run(death))] == []


def test_check_66_of_many_who_write_one_version_at_once_one_wins(ground: Ground) -> None:
    joined(Stage(ground), ADA)
    users, context = ground.parts.users, Context(Actor("system", "test"), "test")
    loaded = users.load(Stage(ground).id_of(ADA))

    def write(number: int) -> bool:
        try:
            users.commit(loaded, deciding.change_profile(loaded.user, {"display_name": f"Ada {number}"}), context)
        except StaleState:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as writers:
        won = list(writers.map(write, range(WRITERS)))
    assert won.count(True) == 1
    stored = ground.parts.store.query(SealedEvent.of(loaded.user.id)).items
    assert ([one.envelope.version for one in stored], verify_chain(stored)) == ([1, 2, 3], None)
    assert users.get(loaded.user.id).display_name == f"Ada {won.index(True)}"


def test_check_66_who_decided_on_a_version_that_is_gone_is_refused(ground: Ground) -> None:
    stage = Stage(ground)
    joined(stage, ADA)
    token, path, seen = stage.admin(), f"/v1/users/{stage.id_of(ADA)}", {"if-match": '"2"'}
    stage.must(200, "PATCH", path, {"display_name": "First"}, token=token, headers=seen)
    late = stage.must(412, "PATCH", path, {"display_name": "Second"}, token=token, headers=seen)
    assert late.body["code"] == "stale_version"
    assert stage.must(200, "GET", path, token=token).body["display_name"] == "First"


@pytest.mark.parametrize("header", ["user-agent", "x-correlation-id", "x-forwarded-for", "authorization"])
def test_check_66_a_name_that_ends_a_line_begins_no_line_of_the_log(header: str) -> None:
    log = io.StringIO()
    handler = sample_handler(telemetry=Telemetry("sample", json_logger(log)))
    request: dict[str, Any] = event("GET", "/v1/notes/1")
    request["headers"][header] = f"ada@mail.example.com{INJECTED}"
    request["rawPath"] += INJECTED
    request["requestContext"]["http"] = {
        **request["requestContext"]["http"], "path": request["rawPath"], "userAgent": INJECTED,
    }  # fmt: skip
    handler(request, None)
    (line,) = [json.loads(text) for text in log.getvalue().splitlines()]
    assert (line["level"], line["message"]) == ("INFO", "request")
    assert "ada@mail.example.com" not in log.getvalue()
