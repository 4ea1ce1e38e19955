"""Signatures are those that botocore makes for the same request."""

from datetime import UTC, datetime
from string import ascii_letters, digits
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from botocore.auth import S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.aws.signing import Credentials, Scope, presigned, signed

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


@given(credentials=keys, region=words, size=st.integers(1, 10**9), moment=moments, seconds=st.integers(1, 604_800))
def test_an_address_to_put_at_is_the_one_that_botocore_signs(
    credentials: Credentials, region: str, size: int, moment: datetime, seconds: int
) -> None:
    headers = {"content-length": str(size), "x-amz-checksum-sha256": "bm90IGEgZGlnZXN0"}
    theirs = AWSRequest("PUT", "https://s3.example/bucket/reviews/0198", headers=headers)
    known = BotocoreCredentials(credentials.access_key, credentials.secret_key, credentials.token)
    with patch("botocore.auth.get_current_datetime", return_value=moment):
        S3SigV4QueryAuth(known, "s3", region, expires=seconds).add_auth(theirs)
    named, when = {"host": "s3.example", **headers}, moment.strftime("%Y%m%dT%H%M%SZ")
    ours = presigned("PUT", "/bucket/reviews/0198", named, credentials, Scope(region, "s3"), when, seconds)
    assert _parts(f"https://s3.example{ours}") == _parts(str(theirs.url))


def _parts(url: str) -> tuple[str, dict[str, list[str]]]:
    return urlsplit(url).path, parse_qs(urlsplit(url).query)


def test_credentials_do_not_show_their_secret() -> None:
    assert "hunter2" not in f"{Credentials('AKIA', 'hunter2', 'hunter2')!r}"
