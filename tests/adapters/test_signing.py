"""Signatures are those that botocore makes for the same request."""

from datetime import UTC, datetime
from string import ascii_letters, digits
from unittest.mock import patch

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.aws.signing import Credentials, Scope, signed

words = st.text(ascii_letters + digits + "-_.", min_size=1, max_size=30)
keys = st.builds(Credentials, words, words, st.none() | words)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(credentials=keys, region=words, service=words, body=st.binary(max_size=200), target=words, moment=moments)
def test_a_signature_is_the_one_that_botocore_makes(
    credentials: Credentials, region: str, service: str, body: bytes, target: str, moment: datetime
) -> None:
    scope, path = Scope(region, service), "/v2/email/outbound-emails"
    headers = {"host": f"{service}.example", "content-type": "application/x-amz-json-1.0", "x-amz-target": target}
    theirs = AWSRequest("POST", f"https://{service}.example{path}", headers=headers, data=body)
    known = BotocoreCredentials(credentials.access_key, credentials.secret_key, credentials.token)
    with patch("botocore.auth.get_current_datetime", return_value=moment):
        SigV4Auth(known, service, region).add_auth(theirs)
    ours = signed(path, headers, body, credentials, scope, moment.strftime("%Y%m%dT%H%M%SZ"))
    assert ours["authorization"] == theirs.headers["Authorization"]
    assert ours.get("x-amz-security-token") == theirs.headers.get("X-Amz-Security-Token")


def test_credentials_do_not_show_their_secret() -> None:
    assert "hunter2" not in f"{Credentials('AKIA', 'hunter2', 'hunter2')!r}"
