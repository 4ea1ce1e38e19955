"""The lists of what the emulator cannot do are true of the emulator, of the template and of the documentation."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.deploy_local.assembly import Assembly
from infra.deploy_local.cloud import deploy
from infra.deploy_local.context import ROOT
from infra.deploy_local.deployed import Deployed
from infra.deploy_local.failures import StackFailed
from infra.deploy_local.limits import (
    ASKED_FOR_EVERYTHING,
    DIFFERENCES,
    LEFT_OUT,
    UNKNOWN_KEYS,
    WITHOUT_EFFECT,
    LeftOut,
    WithoutEffect,
)
from tests.deployed.credentials import role_with
from tests.deployed.emulator_says import SHOWN

DOCUMENT = ROOT / "docs" / "local-cloud.md"
MENTIONED = [
    *(limit.name for limit in LEFT_OUT),
    *(limit.why for limit in LEFT_OUT),
    *(limit.property for limit in WITHOUT_EFFECT),
    *(limit.why for limit in WITHOUT_EFFECT),
    *DIFFERENCES,
    *UNKNOWN_KEYS,
    *ASKED_FOR_EVERYTHING,
]


@pytest.fixture(scope="module")
def declared(assembly: Path) -> dict[str, Any]:
    """The resources of the template as it was synthesised."""
    resources: dict[str, Any] = Assembly.read(assembly).template["Resources"]
    return resources


@pytest.mark.parametrize("words", MENTIONED)
def test_a_limit_is_told_in_the_documentation(words: str) -> None:
    assert words in DOCUMENT.read_text("utf-8")


@pytest.mark.parametrize("limit", LEFT_OUT, ids=lambda limit: limit.name)
def test_what_is_left_out_is_in_the_template(limit: LeftOut, declared: dict[str, Any]) -> None:
    assert [name for name, resource in declared.items() if limit.covers(resource)]


@pytest.mark.parametrize("limit", [limit for limit in LEFT_OUT if limit.refused], ids=lambda limit: limit.name)
def test_the_emulator_refuses_what_is_left_out_for_that(limit: LeftOut, deployed: Deployed) -> None:
    properties = {limit.having: [{"Id": "one", "Expression": "1"}]} if limit.having else {}
    template = {"Resources": {"One": {"Type": limit.type, "Properties": properties}}}
    with pytest.raises(StackFailed, match=r"Unrecognized resource types|not supported"):
        deploy(deployed.cloud, f"a-test-{LEFT_OUT.index(limit)}", template)


@pytest.mark.parametrize("limit", WITHOUT_EFFECT, ids=lambda limit: f"{limit.type} {limit.property}")
def test_the_template_wants_it_and_the_emulator_has_it_not(
    limit: WithoutEffect, deployed: Deployed, declared: dict[str, Any]
) -> None:
    wanting = [one for one in declared.values() if one["Type"] == limit.type and one["Properties"].get(limit.property)]
    assert wanting
    assert not SHOWN[limit.property](deployed)


def test_a_condition_on_what_the_emulator_does_not_know_would_refuse_every_call(deployed: Deployed) -> None:
    read = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
    narrow = {**read, "Condition": {"Null": {UNKNOWN_KEYS[0]: ["false"]}}}
    with role_with(deployed, read) as dynamodb:
        _read(deployed, dynamodb)
    with role_with(deployed, narrow) as dynamodb, pytest.raises(ClientError, match="AccessDenied"):
        _read(deployed, dynamodb)


def _read(deployed: Deployed, dynamodb: Any) -> None:
    key = {"stream_id": {"S": "nobody"}, "version": {"N": "1"}}
    dynamodb.get_item(TableName=f"{deployed.stack}-events", Key=key)
