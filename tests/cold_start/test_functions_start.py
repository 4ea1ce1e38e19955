"""Every function starts from its bundle in Lambda's own runtime client, and answers a sample event there."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from infra.local.console import ADMIN_EMAIL, ADMIN_PASSWORD
from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.runtime.process import FunctionFailed, FunctionProcess, Runtime, started
from infra.topology import FUNCTIONS, Function
from shared.bootstrap import prepare, seed_admin
from tests.aws_environment import set_aws_environment

EVENTS = Path(__file__).parents[2] / "events"
HANDLED: dict[str, list[object]] = {"batchItemFailures": []}
# The sample of each function, and what it answers: the status of an HTTP answer, or all of another one.
SAMPLES: dict[str, tuple[str, Any]] = {
    "sessions": ("sign_in", 201),
    "accounts": ("sign_up", 202),
    "directory": ("find_user", 401),
    "wellknown": ("health", 200),
    "publish_events": ("registered_and_verified", HANDLED),
    "send_email": ("resend_verification", HANDLED),
    "end_sessions": ("user_suspended", HANDLED),
    "update_search": ("rebuild", HANDLED),
    "rotate_signing_keys": ("by_hand", {"added": 1}),
    "close_unverified": ("scheduled", None),
    "sweep_search": ("scheduled", None),
    "designs": ("show_design", 401),
    "reviews": ("show_review", 401),
    "draft_design": ("design_drafting", HANDLED),
    "review_code": ("review_submitted", HANDLED),
    "review_template": ("review_template_submitted", HANDLED),
    "review_again": ("scheduled", None),
}

# Their samples name what is not there: they park them and tell why. What they do is seen in test_architects_work.
PARKING = {"draft_design", "review_code", "review_template"}


@pytest.fixture(scope="module")
def environ(emulator: Emulator, emulator_clients: Clients) -> dict[str, str]:
    environ = provision(emulator.endpoint, "rollbook-cold-start", clients=emulator_clients)
    with pytest.MonkeyPatch.context() as patch:
        set_aws_environment(environ, patch)
        prepare(environ)
        seed_admin(environ, ADMIN_EMAIL, ADMIN_PASSWORD)
    return environ


@contextmanager
def running(
    function: Function, bundles: Path, environ: Mapping[str, str], runtime: Runtime, scratch: Path
) -> Iterator[FunctionProcess]:
    with started(function.handler, bundles / function.bundle, environ, runtime, scratch / "log") as process:
        yield process


def test_every_function_has_its_sample() -> None:
    assert set(SAMPLES) == {function.name for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_starts_and_answers(
    function: Function, bundles: Path, environ: dict[str, str], runtime: Runtime, tmp_path: Path
) -> None:
    sample, expected = SAMPLES[function.name]
    event = json.loads((EVENTS / function.name / f"{sample}.json").read_text("utf-8"))
    with running(function, bundles, environ, runtime, tmp_path) as process:
        for _ in range(2):  # a function that is warm answers too
            answer = process.invoke(event)
    said = process.log.read_text()
    if expected is None:
        assert isinstance(answer, dict), said
    elif isinstance(expected, int):
        assert answer["statusCode"] == expected, said
    elif function.name != "rotate_signing_keys":
        assert answer == expected, said
    assert "could not warm" not in said
    assert ("Traceback" in said) is (function.name in PARKING)


def test_what_is_missing_in_a_bundle_is_found_when_a_function_starts(
    bundles: Path, environ: dict[str, str], runtime: Runtime, tmp_path: Path
) -> None:
    """The bundle of the plumbing can seal nothing, so nobody can sign in from it."""
    place = started("functions.sessions.handler.handler", bundles / "plumbing", environ, runtime, tmp_path / "log")
    with pytest.raises(FunctionFailed, match="cryptography"), place:
        pass


def test_settings_that_are_missing_stop_a_function_at_its_start_with_their_names(
    bundles: Path, environ: dict[str, str], runtime: Runtime, tmp_path: Path
) -> None:
    lacking = {name: value for name, value in environ.items() if name != "ROLLBOOK_KEYS_TABLE"}
    with (
        pytest.raises(FunctionFailed, match="ROLLBOOK_KEYS_TABLE"),
        started("functions.sessions.handler.handler", bundles / "accounts", lacking, runtime, tmp_path / "log"),
    ):
        pass
