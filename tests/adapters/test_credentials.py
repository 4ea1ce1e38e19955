"""Whose calls these are, and how long that holds."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.adapters.aws.clients import client
from shared.adapters.aws.credentials import finder
from shared.adapters.aws.errors import AwsUnreachable
from shared.adapters.aws.signing import Credentials
from tests.contract.failing_aws import FailingAws, Reply, failing_aws, says

_REFUSED = b'{"code": "ClientError", "message": "no role"}'


def handed_out(access_key: str, seconds: float) -> Reply:
    """As Lambda hands them out under SnapStart."""
    until = datetime.fromtimestamp(time.time() + seconds, UTC).isoformat()
    return says(AccessKeyId=access_key, SecretAccessKey="s", Token="t", Expiration=until)


def at(host: FailingAws) -> Callable[[], Credentials]:
    return finder({"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{host.endpoint}/credentials"})


def test_credentials_at_an_address_are_fetched_again_before_they_lapse() -> None:
    with failing_aws() as host:
        host.will(handed_out("AKIA1", -1), handed_out("AKIA2", 3600))
        find = at(host)
        assert [find().access_key for _ in range(3)] == ["AKIA1", "AKIA2", "AKIA2"]
        assert len(host.requests) == 2
    with pytest.raises(AwsUnreachable):
        at(host)()


def test_credentials_serve_until_they_lapse_where_no_new_ones_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    with failing_aws() as host:
        host.will(handed_out("AKIA1", 100), Reply(500, b"busy"))
        find = at(host)
        assert [find().access_key for _ in range(2)] == ["AKIA1", "AKIA1"]
        really = time.time
        monkeypatch.setattr(time, "time", lambda: really() + 200)
        with pytest.raises(AwsUnreachable):
            find()


@pytest.mark.parametrize("answer", [Reply(404, _REFUSED), Reply(200, b"[]"), says(Expiration="soon")])
def test_a_refusal_of_credentials_is_an_outage_and_no_fault_of_ours(answer: Reply) -> None:
    """It was a KeyError, which ended a request with 500 and was not tried again."""
    with failing_aws() as host:
        host.will(answer)
        with pytest.raises(AwsUnreachable) as caught:
            at(host)()
    assert caught.value.aws_code == "NoCredentials"


def profile(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    (folder / "credentials").write_text(f"[rollbook]\n{text}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    monkeypatch.setenv("AWS_PROFILE", "rollbook")


def test_a_person_has_their_profile_also_beside_empty_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile(tmp_path, monkeypatch, "aws_access_key_id = AKIAP\naws_secret_access_key = secret")
    assert finder({})().access_key == "AKIAP"
    assert finder({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""})().access_key == "AKIAP"


def test_a_person_is_asked_once_for_all_calls_of_all_services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile may run a program, sign in or ask for the code of a second factor."""
    asked = tmp_path / "asked"
    program = tmp_path / "program.py"
    program.write_text(
        f"open({str(asked)!r}, 'a').write('.')\n"
        'print(\'{"Version": 1, "AccessKeyId": "AKIAX", "SecretAccessKey": "s"}\')\n'
    )
    profile(tmp_path, monkeypatch, f"credential_process = {sys.executable} {program}")
    with failing_aws() as aws:
        aws.will(says())
        for service in ("kms", "sqs", "kms"):
            client(service, "eu-central-1", aws.endpoint).call("Anything", {})
    assert asked.read_text() == "."
