"""Each row of the table of functions is one function in the cloud, with a log group and a role of its own."""

from typing import Any

import pytest

from infra.topology import FUNCTIONS, Function, HttpTrigger, QueueTrigger
from shared.settings import Settings
from tests.infra.synthesis import MAIL_FROM, PREFIX, Synthesis, Synthesised, references

EVERY = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
# What every function has: the settings type demands it, or says no more than where the service is.
_COMMON = {"PUBLIC_URL", "ISSUER", "AUDIENCE", "EVENTS_TABLE", "DIRECTORY_TABLE", "KEYS_TABLE", "SESSIONS_TABLE"}
_HASHES = {"MALLOC_MMAP_THRESHOLD_"}
_OWN = {
    "sessions": {"KMS_KEY_ID", "MAIL_QUEUE_URL"} | _HASHES,
    "accounts": {"KMS_KEY_ID", "MAIL_QUEUE_URL", "SERVICE_NAME", "PASSWORD_MIN_LENGTH"} | _HASHES,
    "directory": {"KMS_KEY_ID"},
    "wellknown": set(),
    "publish_events": {"BUS_NAME"},
    "send_email": {"KMS_KEY_ID", "MAIL_QUEUE_URL", "MAIL_DLQ_URL", "MAIL_FROM", "SERVICE_NAME"},
    "end_sessions": {"END_SESSIONS_QUEUE_URL", "END_SESSIONS_DLQ_URL"},
    "update_search": {"KMS_KEY_ID", "SEARCH_QUEUE_URL", "SEARCH_DLQ_URL"},
    "rotate_signing_keys": {"KMS_KEY_ID"},
    "close_unverified": {"KMS_KEY_ID", "MAIL_QUEUE_URL", "UNVERIFIED_DAYS"},
    "sweep_search": {"SEARCH_QUEUE_URL"},
    "designs": {"KMS_KEY_ID", "RECORDS_BUCKET"},
    "reviews": {"KMS_KEY_ID", "UPLOADS_BUCKET", "RECORDS_BUCKET"},
    "draft_design": {"DRAFTS_QUEUE_URL", "DRAFTS_DLQ_URL", "RECORDS_BUCKET"},
    "review_code": {"REVIEWS_QUEUE_URL", "REVIEWS_DLQ_URL", "UPLOADS_BUCKET", "RECORDS_BUCKET"},
    "review_template": {"TEMPLATE_REVIEWS_QUEUE_URL", "TEMPLATE_REVIEWS_DLQ_URL", "UPLOADS_BUCKET", "RECORDS_BUCKET"},
    "review_again": {"UPLOADS_BUCKET", "RECORDS_BUCKET", "STACK_NAME"},
}


def in_cloud(stack: Synthesised, function: Function) -> dict[str, Any]:
    return stack.named("Lambda::Function", "FunctionName")[function.name.replace("_", "-")]


def environment(stack: Synthesised, function: Function) -> dict[str, str]:
    """With something in the place of what only a deployment knows."""
    variables = in_cloud(stack, function)["Environment"]["Variables"]
    return {name: value if isinstance(value, str) else "https://put.in.its.place" for name, value in variables.items()}


def test_every_row_of_the_topology_is_one_function_and_there_is_no_other(stack: Synthesised) -> None:
    assert sorted(stack.named("Lambda::Function", "FunctionName")) == sorted(
        function.name.replace("_", "-") for function in FUNCTIONS
    )


@EVERY
def test_a_function_is_as_its_row_says(stack: Synthesised, function: Function) -> None:
    made = in_cloud(stack, function)
    assert (made["Handler"], made["MemorySize"], made["Timeout"]) == (
        function.handler,
        function.memory,
        function.timeout,
    )
    assert (made["Runtime"], made["Architectures"]) == ("python3.13", ["arm64"])
    assert made["TracingConfig"] == {"Mode": "Active"}


@EVERY
def test_the_environment_satisfies_the_settings_type(stack: Synthesised, function: Function) -> None:
    settings = Settings.read(environment(stack, function) | {"AWS_REGION": "eu-central-1"})
    assert settings.events_table == f"{PREFIX}-events"
    assert settings.mail_from == (MAIL_FROM if function.mails else "")


@EVERY
def test_the_environment_holds_what_the_function_needs_and_no_more(stack: Synthesised, function: Function) -> None:
    found = {name.removeprefix("ROLLBOOK_") for name in environment(stack, function)}
    assert found == _COMMON | _OWN[function.name]


def test_what_a_deployment_chooses_reaches_the_functions_that_ask(synthesis: Synthesis) -> None:
    chosen = synthesis.of(password_min_length=12, unverified_days=60, service_name="Ledger", audience="ledger")
    found = {function.name: environment(chosen, function) for function in FUNCTIONS}
    assert found["accounts"]["ROLLBOOK_PASSWORD_MIN_LENGTH"] == "12"
    assert found["close_unverified"]["ROLLBOOK_UNVERIFIED_DAYS"] == "60"
    assert found["send_email"]["ROLLBOOK_SERVICE_NAME"] == found["accounts"]["ROLLBOOK_SERVICE_NAME"] == "Ledger"
    assert {each["ROLLBOOK_AUDIENCE"] for each in found.values()} == {"ledger"}


@EVERY
def test_a_queue_that_is_named_in_the_environment_is_the_one_that_is_meant(
    stack: Synthesised, function: Function
) -> None:
    for name, value in in_cloud(stack, function)["Environment"]["Variables"].items():
        if name.endswith("_URL") and name not in ("ROLLBOOK_PUBLIC_URL",):
            meant = name.removeprefix("ROLLBOOK_").removesuffix("_URL").removesuffix("_QUEUE")
            assert stack.queue(value) == meant.lower().replace("_", "-")


@EVERY
def test_a_function_has_a_log_group_of_its_own_that_forgets(stack: Synthesised, function: Function) -> None:
    logging = in_cloud(stack, function)["LoggingConfig"]
    group = stack.of_type("Logs::LogGroup")[logging["LogGroup"]["Ref"]]
    assert group["LogGroupName"] == f"/aws/lambda/{PREFIX}-{function.name.replace('_', '-')}"
    assert group["RetentionInDays"] == 30
    assert (logging["LogFormat"], logging["SystemLogLevel"]) == ("JSON", "WARN")
    assert "ApplicationLogLevel" not in logging, "our own lines, and metrics, which have no level, count as INFO"


@EVERY
def test_a_function_has_a_role_of_its_own_that_lambda_alone_assumes(stack: Synthesised, function: Function) -> None:
    (name,) = references(in_cloud(stack, function)["Role"])
    role = stack.of_type("IAM::Role")[name]
    assert role["RoleName"] == f"{PREFIX}-{function.name.replace('_', '-')}"
    (trusted,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert (trusted["Action"], trusted["Principal"]) == ("sts:AssumeRole", {"Service": "lambda.amazonaws.com"})
    assert "ManagedPolicyArns" not in role
    assert len(role["Policies"]) == 1


def test_no_policy_is_attached_from_outside_of_the_roles(stack: Synthesised) -> None:
    assert len(stack.of_type("IAM::Role")) == len(FUNCTIONS)
    assert stack.of_type("IAM::Policy") == stack.of_type("IAM::ManagedPolicy") == {}


@EVERY
def test_only_a_function_that_sends_to_itself_may_loop(stack: Synthesised, function: Function) -> None:
    loops = isinstance(function.trigger, QueueTrigger) and function.trigger.queue in function.sends_to
    assert in_cloud(stack, function)["RecursiveLoop"] == ("Allow" if loops else "Terminate")
    assert loops == (function.name == "update_search")


def test_functions_that_share_a_bundle_share_their_code(stack: Synthesised) -> None:
    codes: dict[str, set[str]] = {}
    for function in FUNCTIONS:
        codes.setdefault(function.bundle, set()).add(in_cloud(stack, function)["Code"]["S3Key"])
    assert {len(keys) for keys in codes.values()} == {1}


def test_an_answer_comes_before_the_api_gives_up(stack: Synthesised) -> None:
    """API Gateway waits 30 seconds, and not a second longer."""
    answering = [function for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger)]
    assert [function.name for function in answering if in_cloud(stack, function)["Timeout"] > 30] == []
