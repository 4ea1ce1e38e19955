"""Values that occur nowhere else, planted into requests and looked for everywhere afterwards."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

# Who may hold it is decided by kind, not by value.
SECRET = frozenset({"password", "mailed token", "session token", "header"})
PERSONAL = frozenset({"address", "username", "display name", "reason", "device", "source", "path", "query", "key"})
# What the architect is told and shown, which its streams and records hold in the clear: names of systems and titles;
# what else people write about them; names that stand in reviewed sources; and the sources themselves.
ARCHITECTURE = frozenset({"system name", "brief", "name in a source", "source text"})
KINDS = SECRET | PERSONAL | ARCHITECTURE
_MARK = re.compile(r"zq[0-9a-f]{14}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_DIGEST = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])")


@dataclass
class Canaries:
    """Everything planted so far: the value that is looked for, and its kind."""

    planted: dict[str, str] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)

    def plant(self, kind: str) -> str:
        """A new value. It is lower-case letters and digits: no escaping and no folding changes it."""
        value = f"zq{secrets.token_hex(7)}"
        self.know(kind, value)
        return value

    def know(self, kind: str, value: str) -> str:
        """A value that the system itself made."""
        assert kind in KINDS, kind
        self.planted[value] = kind
        return value

    def address(self) -> str:
        name = self.plant("address")
        whole = f"{name}@mail.example.com"
        # Whoever can guess an address can hash it: its plain hash is the address.
        for algorithm in ("md5", "sha1", "sha256"):
            self._digests[hashlib.new(algorithm, whole.encode()).hexdigest()] = f"{algorithm} of {name}"
        return whole

    def found_in(self, text: str, kinds: frozenset[str] = KINDS) -> list[str]:
        """Kind and value of all that stand in the text: as they are, percent-encoded, in base64, or hashed."""
        found = {value for spelling in _spellings(text) for value in self._plain(spelling)}
        told = [f"{self.planted[value]} {value}" for value in found if self.planted[value] in kinds]
        if "address" in kinds:
            told += [self._digests[digest] for digest in _DIGEST.findall(text) if digest in self._digests]
        return sorted(told)

    def _plain(self, text: str) -> Iterator[str]:
        yield from (mark for mark in set(_MARK.findall(text)) if mark in self.planted)
        yield from (value for value in self.planted if not _MARK.fullmatch(value) and value in text)


def _spellings(text: str) -> Iterator[str]:
    yield text
    yield "\n".join(filter(None, (_decoded(run) for run in set(_BASE64.findall(text)))))
    if "%" in text:
        yield unquote(text, errors="replace")


def _decoded(run: str) -> str:
    """What a run of base64 says, if it says anything in letters, wherever in it that begins."""
    plain = run.rstrip("=").replace("-", "+").replace("_", "/")
    told = (base64.b64decode(plain[start : start + (len(plain) - start) // 4 * 4]) for start in range(4))
    return " ".join(octets.decode("ascii", "ignore") for octets in told if b"zq" in octets or b"127." in octets)
