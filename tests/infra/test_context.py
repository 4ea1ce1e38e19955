"""The settings of a deployment: right ones are read, wrong ones are all told at once, each with what it must be."""

import json
import re
from typing import Any

import pytest

from infra.context import RETENTION, Context, ContextError
from tests.docs.documents import ROOT

MAIL = {"mail_from": "no-reply@rollbook.example"}
CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"


def read(stage: str = "dev", own: dict[str, Any] | None = None, **shared: Any) -> Context:
    context: dict[str, Any] = {"stage": stage, "rollbook": MAIL | shared}
    if own is not None:
        context[f"rollbook:{stage}"] = own
    return Context.read(context.get)


def faults(**shared: Any) -> list[str]:
    with pytest.raises(ContextError) as error:
        read(**shared)
    return [line.strip() for line in str(error.value).splitlines()[1:]]


def test_every_setting_of_a_deployment_is_described() -> None:
    told = (ROOT / "docs" / "operate.md").read_text("utf-8")
    section = told.partition("### Choose\n")[2].partition("\n### ")[0]
    keys = {key for row in re.findall(r"^\|(.*?)\|", section, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert set(Context.model_fields) <= keys


def test_a_stage_and_a_sender_are_enough() -> None:
    assert read("prod") == Context(stage="prod", **MAIL)  # type: ignore[arg-type]


def test_what_a_stage_chooses_goes_before_what_all_share() -> None:
    found = read("prod", own={"log_retention_days": 365}, log_retention_days=7, audience="all")
    assert (found.log_retention_days, found.audience) == (365, "all")


def test_what_another_stage_chooses_is_not_looked_at() -> None:
    context = {"stage": "dev", "rollbook": MAIL, "rollbook:prod": {"removal": "never"}}
    assert Context.read(context.get).removal == "retain"


def test_the_projects_own_cdk_json_describes_a_deployment() -> None:
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    assert Context.read(context.get).stage == "dev"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("mail_from", "nobody", "mail_from must be an address such as no-reply@example.com"),
        ("service_name", "", "service_name must be 1 to 60 characters"),
        ("public_url", "http://plain.example", "public_url must be https:// and a host, without a path"),
        ("public_url", "https://a.example/path", "public_url must be https:// and a host, without a path"),
        ("alarm_email", "on-call", "alarm_email must be an address such as on-call@example.com"),
        ("password_min_length", 7, "password_min_length must be 8 to 64"),
        ("password_min_length", "15", "password_min_length must be 8 to 64"),
        ("unverified_days", 7, "unverified_days must be 8 to 365"),
        ("throttling", {"rate": 0}, "throttling.rate must be requests a second, 1 to 100000"),
        ("throttling", 500, "throttling must be an object with rate and burst"),
        ("throttling", {"limit": 5}, "throttling.limit is no setting; there are burst, rate"),
        ("snapstart", "yes", "snapstart must be true or false"),
        ("architecture", "mips", "architecture must be arm64 or x86_64"),
        ("tracing", "on", "tracing must be active or passthrough"),
        ("tables_key", "mine", "tables_key must be own or aws"),
        ("removal", "never", "removal must be retain or destroy"),
    ],
)
def test_a_wrong_value_is_told_with_its_key_and_what_it_must_be(key: str, value: object, told: str) -> None:
    assert faults(**{key: value}) == [told]


@pytest.mark.parametrize("number", [{"send_email": 1}, {"sessions": 0}, {"sessions": "two"}, 3])
def test_provisioned_concurrency_is_for_functions_that_answer_people(number: object) -> None:
    answering = "accounts, designs, directory, reviews, sessions, wellknown"
    told = f"provisioned_concurrency must be an object of numbers above 0 under {answering}"
    assert faults(provisioned_concurrency=number) == [told]


def test_logs_are_kept_as_long_as_cloudwatch_can() -> None:
    assert [days for days in RETENTION if read(log_retention_days=days).log_retention_days != days] == []
    assert faults(log_retention_days=31) == [f"log_retention_days must be one of {', '.join(map(str, RETENTION))}"]


def test_a_key_that_means_nothing_is_refused_with_those_that_do() -> None:
    (told,) = faults(alarm_mail="on-call@rollbook.example")
    assert told == f"alarm_mail is no setting; there are {', '.join(sorted(Context.model_fields))}"


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        ({"domain": "a.example"}, "domain and certificate_arn go together"),
        ({"certificate_arn": CERTIFICATE}, "domain and certificate_arn go together"),
        (
            {"domain": "a.example", "certificate_arn": CERTIFICATE, "public_url": "https://b.example"},
            "domain and public_url exclude each other",
        ),
        (
            {"snapstart": True, "provisioned_concurrency": {"sessions": 1}},
            "snapstart and provisioned_concurrency exclude each other",
        ),
    ],
)
def test_keys_that_do_not_fit_together_are_told_together(chosen: dict[str, Any], keys: str) -> None:
    (told,) = faults(**chosen)
    assert told.startswith(keys)


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = {"rollbook": {"mail": "x", "domain": "a.example", "removal": "never"}, "rollbook:Dev": [], "stage": "Dev"}
    with pytest.raises(ContextError) as error:
        Context.read(wrong.get)
    told = str(error.value)
    keys = ("rollbook:Dev must", "domain and", "stage must", "mail_from is missing", "removal must", "mail is no")
    assert [key for key in keys if key not in told] == []


def test_a_missing_stage_is_told_with_what_it_must_be() -> None:
    with pytest.raises(ContextError, match="stage is missing: it must be 1 to 20 lower-case letters"):
        Context.read({"rollbook": MAIL}.get)
