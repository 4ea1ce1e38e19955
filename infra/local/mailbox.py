"""The mail that was really sent: what the functions hand to SES, kept as they handed it over.

The emulator forgets the headers of a mail. So SES calls pass through here (AWS_ENDPOINT_URL_SESV2): each is sent on to
the emulator, which accepts or refuses it, and accepted mails are kept whole.
"""

import http.client
import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import idna

from infra.local.journal import Journal
from infra.local.requests import Request, Response

SEND_PATH = "/v2/email/outbound-emails"
KIND_HEADER = "x-rollbook-kind"
# Whoever a mail goes to is shown, so that a second reader cannot hide.
_READERS = ("ToAddresses", "CcAddresses", "BccAddresses")
_TOKEN = re.compile(r"[?&]token=([A-Za-z0-9._~-]+)")
_NOT_PASSED_ON = {"host", "content-length", "connection", "transfer-encoding", "expect"}

Mail = dict[str, Any]


class Mailbox:
    """All mails, oldest first, and those of one address. The mails are in the journal, here is where in it they are."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._lock = journal, threading.Lock()
        self._by_address: dict[str, list[int]] = {}
        self._by_id: dict[str, int] = {}
        for place in range(len(journal)):
            self._index(journal.entry(place), place)

    def add(self, mail: Mail) -> None:
        with self._lock:
            self._journal.extend([mail])
            self._index(mail, len(self._journal) - 1)

    def _index(self, mail: Mail, place: int) -> None:
        self._by_id[mail["id"]] = place
        for address in mail["to"]:
            self._by_address.setdefault(normal_address(address), []).append(place)

    def as_json(self, to: str | None = None) -> bytes:
        """The contract's inbox.json."""
        places = range(len(self._journal)) if to is None else self._by_address.get(normal_address(to), [])[:]
        return b'{"messages": [' + b", ".join(self._journal.lines(places)) + b"]}"

    def summaries(self, containing: str, limit: int) -> tuple[list[Mail], int]:
        """The newest mails without their bodies, and how many there are in all."""
        wanted = containing.strip().casefold()
        addresses = [address for address in [*self._by_address] if wanted in address or wanted in in_letters(address)]
        found = {place for address in addresses for place in self._by_address[address]}
        newest = [self._journal.entry(place) for place in sorted(found, reverse=True)[:limit]]
        shown = ("id", "to", "subject", "kind", "sent_at")
        return [{name: mail[name] for name in shown} for mail in newest], len(found)

    def get(self, mail_id: str) -> Mail | None:
        place = self._by_id.get(mail_id)
        return None if place is None else self._journal.entry(place)


def normal_address(address: str) -> str:
    """The address as Rollbook compares it: each letter folded to one letter, the domain as A-labels.

    `ﬁ` stays apart from `fi`: whoever asks for one inbox must not be shown that of its twin.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    folded = "".join(map(_fold, local))
    try:
        return folded + at + idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return folded + at + domain.casefold()


def _fold(letter: str) -> str:
    return next((folded for folded in (letter.casefold(), letter.lower()) if len(folded) == 1), letter)


def in_letters(address: str) -> str:
    """An address whose domain is A-labels, as people read it."""
    local, at, domain = address.rpartition("@")
    try:
        return local + at + idna.decode(domain) if "xn--" in domain else address
    except idna.IDNAError:
        return address


def mail_of(call: Mapping[str, Any], message_id: str, sent_at: datetime) -> Mail:
    """One `sesv2.send_email` call (Content.Simple) as the contract shows a mail."""
    simple = call.get("Content", {}).get("Simple", {})
    body = simple.get("Body", {})
    readers = call.get("Destination", {})
    text, html = body.get("Text", {}).get("Data", ""), body.get("Html", {}).get("Data", "")
    headers = {header["Name"]: header["Value"] for header in simple.get("Headers") or ()}
    token = _TOKEN.search(text) or _TOKEN.search(html)
    return {
        "id": message_id,
        "to": [address for kind in _READERS for address in readers.get(kind) or ()],
        "from": call.get("FromEmailAddress", ""),
        "subject": simple.get("Subject", {}).get("Data", ""),
        "text": text,
        "html": html,
        "headers": headers,
        "kind": next((value for name, value in headers.items() if name.lower() == KIND_HEADER), None),
        "token": token.group(1) if token else None,
        "sent_at": sent_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }


class SesTap:
    """Answers SES calls with the emulator's own answer and keeps the mails it accepted."""

    def __init__(self, endpoint: str, mailbox: Mailbox) -> None:
        self._emulator, self._mailbox = urlsplit(endpoint), mailbox

    def __call__(self, request: Request) -> Response:
        response = self._pass_on(request)
        if request.method == "POST" and request.path == SEND_PATH and response.status == 200:
            message_id = str(json.loads(response.body)["MessageId"])
            self._mailbox.add(mail_of(json.loads(request.body), message_id, datetime.now(UTC)))
        return response

    def _pass_on(self, request: Request) -> Response:
        connection = http.client.HTTPConnection(self._emulator.hostname or "", self._emulator.port, timeout=10)
        headers = {name: value for name, value in request.headers if name not in _NOT_PASSED_ON}
        try:
            connection.request(request.method, request.target, request.body, headers)
            answer = connection.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _NOT_PASSED_ON]
            return Response(answer.status, tuple(kept), answer.read())
        finally:
            connection.close()
