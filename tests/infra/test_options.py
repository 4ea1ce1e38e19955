"""What a deployment may choose: each choice changes what it is to change, and nothing else."""

import os
import subprocess
import sys
from typing import Any

import pytest

from infra.app import build
from infra.context import ContextError
from infra.topology import FUNCTIONS, HttpTrigger
from tests.docs.documents import ROOT
from tests.infra.synthesis import CERTIFICATE, MAIL_FROM, Synthesis, Synthesised, references

ANSWERING = {function.name.replace("_", "-") for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger)}
DOMAIN = {"domain": "accounts.rollbook.example", "certificate_arn": CERTIFICATE}


def differences(before: Synthesised, after: Synthesised) -> tuple[list[str], set[str]]:
    """Types of the resources that came, and of those that changed; that none went is proven here."""
    assert [name for name in before.resources if name not in after.resources] == []
    came = [each["Type"] for name, each in after.resources.items() if name not in before.resources]
    changed = {each["Type"] for name, each in before.resources.items() if after.resources[name] != each}
    return sorted(came), changed


def called(stack: Synthesised) -> list[Any]:
    """What the API calls."""
    return [each["IntegrationUri"] for each in stack.of_type("ApiGatewayV2::Integration").values()]


def test_a_domain_brings_its_name_and_closes_the_other_way_in(stack: Synthesised, synthesis: Synthesis) -> None:
    chosen = synthesis.of(**DOMAIN)
    came, changed = differences(stack, chosen)
    assert came == ["AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGatewayV2::DomainName"]
    assert changed == {"AWS::ApiGatewayV2::Api", "AWS::Lambda::Function"}
    (api,) = chosen.of_type("ApiGatewayV2::Api").values()
    assert api["DisableExecuteApiEndpoint"] is True
    (name,) = chosen.of_type("ApiGatewayV2::DomainName").values()
    (settings,) = name["DomainNameConfigurations"]
    assert (settings["CertificateArn"], settings["SecurityPolicy"]) == (CERTIFICATE, "TLS_1_2")


def test_a_domain_is_where_links_lead_and_who_issues_tokens(synthesis: Synthesis) -> None:
    chosen = synthesis.of(**DOMAIN)
    places = [each["Environment"]["Variables"] for each in chosen.of_type("Lambda::Function").values()]
    assert {each["ROLLBOOK_PUBLIC_URL"] for each in places} == {"https://accounts.rollbook.example"}
    assert {each["ROLLBOOK_ISSUER"] for each in places} == {"https://accounts.rollbook.example"}
    assert set(chosen.template["Outputs"]) >= {"DomainTarget", "PublicUrl"}


def test_a_public_url_of_ones_own_changes_the_environment_alone(stack: Synthesised, synthesis: Synthesis) -> None:
    chosen = synthesis.of(public_url="https://people.rollbook.example")
    assert differences(stack, chosen) == ([], {"AWS::Lambda::Function"})
    places = [each["Environment"]["Variables"] for each in chosen.of_type("Lambda::Function").values()]
    assert {each["ROLLBOOK_PUBLIC_URL"] for each in places} == {"https://people.rollbook.example"}


def test_without_options_no_function_has_versions(stack: Synthesised) -> None:
    assert stack.of_type("Lambda::Version") == stack.of_type("Lambda::Alias") == {}
    assert [each for each in stack.of_type("Lambda::Function").values() if "SnapStart" in each] == []


def test_snapstart_is_for_all_functions_that_answer_and_the_api_calls_their_aliases(
    stack: Synthesised, synthesis: Synthesis
) -> None:
    chosen = synthesis.of(snapstart=True)
    came, changed = differences(stack, chosen)
    assert came == ["AWS::Lambda::Alias"] * len(ANSWERING) + ["AWS::Lambda::Version"] * len(ANSWERING)
    assert changed == {"AWS::ApiGatewayV2::Integration", "AWS::Lambda::Function", "AWS::Lambda::Permission"}
    snapped = {name for name, each in chosen.named("Lambda::Function", "FunctionName").items() if "SnapStart" in each}
    assert snapped == ANSWERING
    aliases = chosen.of_type("Lambda::Alias")
    assert called(chosen) == [{"Ref": name} for name in aliases]
    assert {chosen.function(each["FunctionName"]) for each in aliases.values()} == ANSWERING


def test_provisioned_concurrency_is_for_the_functions_that_are_named(stack: Synthesised, synthesis: Synthesis) -> None:
    chosen = synthesis.of(provisioned_concurrency={"sessions": 2})
    came, changed = differences(stack, chosen)
    assert came == ["AWS::Lambda::Alias", "AWS::Lambda::Version"]
    assert changed == {"AWS::ApiGatewayV2::Integration", "AWS::Lambda::Permission"}
    (alias,) = chosen.of_type("Lambda::Alias").values()
    assert chosen.function(alias["FunctionName"]) == "sessions"
    assert alias["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 2}


def test_alarm_mail_brings_a_topic_with_a_reader_and_alarms_that_write_to_it(
    stack: Synthesised, synthesis: Synthesis
) -> None:
    chosen = synthesis.of(alarm_email="on-call@rollbook.example")
    came, changed = differences(stack, chosen)
    assert came == ["AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"]
    assert changed <= {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm", "AWS::KMS::Key"}
    (reader,) = chosen.of_type("SNS::Subscription").values()
    assert reader["Endpoint"] == "on-call@rollbook.example"


def test_another_architecture_changes_functions_alone(stack: Synthesised, synthesis: Synthesis) -> None:
    chosen = synthesis.of(architecture="x86_64")
    assert differences(stack, chosen) == ([], {"AWS::Lambda::Function"})
    assert {tuple(each["Architectures"]) for each in chosen.of_type("Lambda::Function").values()} == {("x86_64",)}


def test_traces_that_are_passed_through_change_functions_alone_and_nothing_else_of_them(
    stack: Synthesised, synthesis: Synthesis
) -> None:
    chosen = synthesis.of(tracing="passthrough")
    assert differences(stack, chosen) == ([], {"AWS::Lambda::Function"})
    before, after = stack.of_type("Lambda::Function"), chosen.of_type("Lambda::Function")
    for name, each in after.items():
        assert each == before[name] | {"TracingConfig": {"Mode": "PassThrough"}}


def test_tables_under_dynamodbs_own_key_need_no_key_of_the_stage(stack: Synthesised, synthesis: Synthesis) -> None:
    chosen = synthesis.of(tables_key="aws")
    went = {name: each["Type"] for name, each in stack.resources.items() if name not in chosen.resources}
    assert sorted(went.values()) == ["AWS::KMS::Alias", "AWS::KMS::Key"]
    assert differences(chosen, stack)[1] == {"AWS::DynamoDB::Table", "AWS::S3::Bucket"}
    for name, table in chosen.of_type("DynamoDB::Table").items():
        before = stack.of_type("DynamoDB::Table")[name]
        assert table == before | {"SSESpecification": {"SSEEnabled": False}}, "a key that DynamoDB owns"
    (rule,) = next(iter(chosen.of_type("S3::Bucket").values()))["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert not set(went) & set(references(chosen.template))


def test_alarms_are_told_without_a_key_of_the_stage_too(synthesis: Synthesis) -> None:
    chosen = synthesis.of(tables_key="aws", alarm_email="on-call@rollbook.example")
    (topic,) = chosen.of_type("SNS::Topic").values()
    assert "KmsMasterKeyId" not in topic
    assert "aws:SecureTransport" in str(chosen.of_type("SNS::TopicPolicy"))


def test_a_wrong_setting_ends_the_synthesis_with_what_it_must_be_and_no_traceback() -> None:
    environ = {**os.environ, "STAGE": "Prod"}
    environ.pop("CDK_CONTEXT_JSON", None)
    done = subprocess.run([sys.executable, "-m", "infra.app"], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 1
    assert "stage must be 1 to 20 lower-case letters" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bundle_that_was_not_built_is_asked_for_by_name() -> None:
    with pytest.raises(ContextError, match=r"there is no build/nowhere/\w+; run make bundle first"):
        build({"stage": "test", "rollbook": {"mail_from": MAIL_FROM, "bundle": "build/nowhere"}})
