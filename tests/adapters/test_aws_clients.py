"""The client of AWS towards a server of the test's own: where it sends, what it repeats, what it keeps open."""

import json
import socket
import time
import zlib
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from shared.adapters.aws import clients
from shared.adapters.aws.clients import SERVICES, TRIES, AwsClient, address, client
from shared.adapters.aws.errors import AwsRefused, AwsUnreachable
from shared.adapters.aws.lines import LONGEST_IDLE
from tests.contract.failing_aws import FailingAws, Reply, failing_aws, refusal, says

REGION = "eu-central-1"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingAws]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(clients, "pause", lambda _attempt: None)
    with failing_aws() as server:
        yield server


@pytest.fixture
def dynamodb(aws: FailingAws) -> AwsClient:
    return client("dynamodb", REGION, aws.endpoint)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
def test_a_service_lives_where_botocore_says(service: str, region: str) -> None:
    """SES is not everywhere; its address follows the same rule. S3's old name in its first region is an alias."""
    theirs = botocore.session.get_session().create_client(service, region_name=region)
    told = theirs.meta.endpoint_url.replace("api.amazonwebservices", "amazonaws")
    assert address(service, region) == told.replace("//s3.amazonaws", "//s3.us-east-1.amazonaws")
    about, model = SERVICES[service], theirs.meta.service_model.metadata
    assert about.signs_as == (model.get("signingName") or model["endpointPrefix"])
    assert about.target == model.get("targetPrefix", "")
    assert not about.target or about.version == model["jsonVersion"]


def test_what_passes_is_tried_again_with_the_same_request(aws: FailingAws, dynamodb: AwsClient) -> None:
    aws.will(refusal("ThrottlingException"), says(Item={"id": {"S": "1"}}))
    assert dynamodb.call("GetItem", {"TableName": "t"}) == {"Item": {"id": {"S": "1"}}}
    assert aws.requests == [{"TableName": "t"}] * TRIES


def test_what_will_not_pass_is_asked_once(aws: FailingAws, dynamodb: AwsClient) -> None:
    aws.will(refusal("ValidationException", member="x"))
    with pytest.raises(AwsRefused) as caught:
        dynamodb.call("GetItem", {})
    assert (caught.value.aws_code, caught.value.status, caught.value.members["member"]) == (
        "ValidationException",
        400,
        "x",
    )
    assert len(aws.requests) == 1


def test_an_answer_that_was_damaged_is_asked_for_again(aws: FailingAws, dynamodb: AwsClient) -> None:
    good = json.dumps({"Item": {}}).encode()
    told = {"x-amz-crc32": str(zlib.crc32(good))}
    aws.will(Reply(200, good.replace(b"Item", b"Iten"), told), Reply(200, good, told))
    assert dynamodb.call("GetItem", {}) == {"Item": {}}
    aws.will(Reply(200, b"[]"))
    with pytest.raises(AwsUnreachable):
        dynamodb.call("GetItem", {})
    assert len(aws.requests) == TRIES


def test_a_connection_is_kept_and_one_that_was_closed_is_noticed_before_it_is_used(aws: FailingAws) -> None:
    """SES is tried once: a stale connection must not cost that one try."""
    mails = client("sesv2", REGION, aws.endpoint, tries=1)
    opened = _count_connections(mails)
    aws.will(says())
    mails.call("SendEmail", {})
    mails.call("SendEmail", {})
    kept = len(opened)
    opened[0].sock.shutdown(socket.SHUT_RD)  # as when the other side has closed
    mails.call("SendEmail", {})
    assert (kept, len(opened)) == (1, 2)


def test_a_connection_that_waited_long_is_not_used_again(aws: FailingAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that was frozen meanwhile, or began from a snapshot, cannot know what became of it."""
    mails = client("sesv2", REGION, aws.endpoint, tries=1)
    opened = _count_connections(mails)
    aws.will(says())
    started = time.time()
    for later, connections in ((0.0, 1), (LONGEST_IDLE / 2, 1), (2 * LONGEST_IDLE, 2)):
        monkeypatch.setattr(time, "time", lambda now=started + later: now)
        mails.call("SendEmail", {})
        assert len(opened) == connections
    assert opened[0].sock is None


def _count_connections(aws_client: AwsClient) -> list[Any]:
    opened: list[Any] = []
    lines = aws_client._lines
    really = lines._open

    def opening() -> Any:
        opened.append(really())
        return opened[-1]

    lines._open = opening  # type: ignore[method-assign]
    return opened
