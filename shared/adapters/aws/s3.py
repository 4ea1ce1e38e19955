"""Objects in S3: REST with raw bytes where other services speak JSON. Names are plain, so no path needs escaping."""

import base64
import hashlib
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from shared.adapters.aws.clients import AwsClient, Draft, client_as
from shared.adapters.aws.errors import AwsRefused
from shared.adapters.aws.lines import Reply
from shared.adapters.aws.signing import presigned
from shared.architect.ports import Ticket

TICKET_LIFETIME = timedelta(minutes=10)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,500}")
_METHODS = {"GetObject": "GET", "HeadObject": "HEAD", "PutObject": "PUT"}
_CODE = re.compile(rb"<Code>(\w+)</Code>")
_MISSING = frozenset({"NoSuchKey", "NotFound", "Status404"})


class S3Client(AwsClient):
    """`call("PutObject", {"Bucket": ..., "Key": ..., "Body": b"...", "ContentType": ...})`; the addresses are those of
    path style, which an emulator and every region know."""

    def _draft(self, operation: str, members: Mapping[str, Any]) -> Draft:
        body = members.get("Body", b"")
        headers = {"x-amz-content-sha256": hashlib.sha256(body).hexdigest()}
        if operation == "PutObject":
            # Written once: what stands there already is the same, for its name holds its digest.
            headers |= {"content-type": members["ContentType"], "if-none-match": "*"}
        return Draft(f"/{members['Bucket']}/{members['Key']}", headers, body, _METHODS[operation])

    def _members(self, reply: Reply) -> dict[str, Any]:
        return {"Body": reply.body, "ContentLength": int(reply.headers.get("content-length", 0))}

    def _code(self, reply: Reply, members: Mapping[str, Any]) -> str:
        found = _CODE.search(members["Body"])
        return found[1].decode() if found else f"Status{reply.status}"

    def address(self, path: str, headers: Mapping[str, str], seconds: int) -> str:
        """Where somebody else may PUT what fits these headers."""
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        named = {"host": self._lines.host, **headers}
        return self._lines.origin + presigned("PUT", path, named, self._credentials(), self._scope, moment, seconds)


class S3Objects:
    """One bucket; both `Objects` and `Uploads` of shared/architect/ports.py."""

    def __init__(self, bucket: str, region: str, endpoint: str | None) -> None:
        self._bucket = bucket
        self._place = (region, endpoint)

    @cached_property
    def _s3(self) -> S3Client:
        return client_as(S3Client, "s3", *self._place)

    def put(self, name: str, content: bytes, media_type: str, /) -> None:
        try:
            self._s3.call("PutObject", {**self._named(name), "Body": content, "ContentType": media_type})
        except AwsRefused as error:
            if error.aws_code != "PreconditionFailed":
                raise

    def get(self, name: str, /) -> bytes | None:
        answer = self._answer("GetObject", name)
        return None if answer is None else bytes(answer["Body"])

    def size(self, name: str, /) -> int | None:
        answer = self._answer("HeadObject", name)
        return None if answer is None else int(answer["ContentLength"])

    def ticket(self, name: str, size: int, sha256: str | None, /) -> Ticket:
        headers = {"content-length": str(size)}
        if sha256 is not None:
            headers["x-amz-checksum-sha256"] = base64.b64encode(bytes.fromhex(sha256)).decode()
        path = "/{Bucket}/{Key}".format(**self._named(name))
        url = self._s3.address(path, headers, int(TICKET_LIFETIME.total_seconds()))
        return Ticket(url, "PUT", headers, datetime.now(UTC) + TICKET_LIFETIME)

    def _answer(self, operation: str, name: str) -> dict[str, Any] | None:
        try:
            return self._s3.call(operation, self._named(name))
        except AwsRefused as error:
            if error.aws_code in _MISSING:
                return None
            raise

    def _named(self, name: str) -> dict[str, str]:
        """Raises ValueError for a name that could mean another place."""
        if not _NAME.fullmatch(name) or ".." in name or "//" in name:
            raise ValueError("an object's name is a-z, A-Z, 0-9 and / . _ -")
        return {"Bucket": self._bucket, "Key": name}
