"""What the architect needs beside the kernel's ports: places for large things, and those who look at code."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from shared.architect.domain.review.checks import DecisionChecks
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.suppressions import Suppression as Suppression
from shared.kernel.dataclasses import dataclass


class Objects(Protocol):
    """Large things, each written once under a name that holds its digest: writing it again changes nothing."""

    def put(self, name: str, content: bytes, media_type: str, /) -> None: ...

    def get(self, name: str, /) -> bytes | None:
        """None where nothing is stored by that name."""


@dataclass(frozen=True)
class Ticket:
    """How a client hands in a file: send its bytes to `url` with `method` and exactly these headers."""

    url: str
    method: str
    headers: Mapping[str, str]
    expires_at: datetime


class Uploads(Protocol):
    """Files that people hand in, straight to the store: they never pass a function's request."""

    def ticket(self, name: str, size: int, sha256: str | None, /) -> Ticket:
        """Good for one file of exactly `size` bytes (and with that SHA-256, in hex), for ten minutes."""

    def size(self, name: str, /) -> int | None:
        """Bytes; None while nothing was handed in."""

    def get(self, name: str, /) -> bytes | None: ...


@dataclass(frozen=True)
class Inspection:
    """What a review is asked: `previous` is the last report of the same system, for what is new and what is fixed."""

    profile: str
    today: date
    checks: tuple[DecisionChecks, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    previous: Report | None = None
    previous_id: str | None = None


class InspectionRefused(Exception):
    """The source cannot be looked at. `code` is stable: `not_a_zip`, `unsafe_path`, `link`, `too_many_files`,
    `too_large`, `bomb`, `too_deep`, `encrypted`, `duplicate_path`, `no_python`, `not_a_template`, `timed_out`,
    `out_of_memory`, `crashed`, `too_much_output`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Inspector(Protocol):
    """Looks at code or a template; runs none of it."""

    def inspect(self, content: bytes, request: Inspection, /) -> Report:
        """Raises InspectionRefused."""


class OwnSource(Protocol):
    """What Rollbook itself consists of, where it runs."""

    def contents(self) -> Mapping[str, bytes]:
        """By kind: `code`, a zip that is the same bytes for the same code; `template`, where there is a stack."""
