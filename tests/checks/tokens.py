"""Access tokens as an attacker makes them, and a place on the network that notes whoever comes."""

import base64
import json
import socket
import threading
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from tests.journeys.client import Answer
from tests.journeys.town import Town

Members = dict[str, Any]
UNAUTHENTICATED = (401, "unauthenticated")


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def parts_of(token: str) -> tuple[Members, Members]:
    """Header and claims."""
    header, claims, _ = token.split(".")
    return json.loads(decoded(header)), json.loads(decoded(claims))


def unsigned(header: object, claims: object) -> str:
    """The first two parts of a token. Texts are taken as they are."""
    texts = (part if isinstance(part, str) else json.dumps(part) for part in (header, claims))
    return ".".join(encoded(text.encode()) for text in texts)


def signed_by(key: RSAPrivateKey, header: object, claims: object) -> str:
    """As RS256 asks, with a key of one's own."""
    signing_input = unsigned(header, claims)
    return f"{signing_input}.{encoded(key.sign(signing_input.encode(), PKCS1v15(), SHA256()))}"


def signed_live(town: Town, header: object, claims: object) -> str:
    """Signed with the system's own key, whatever header and claims say."""
    return str(town.client().post("/_local/sign", {"header": header, "payload": claims}).body["token"])


def ask(town: Town, token: str, path: str = "/v1/me") -> Answer:
    return town.client().get(path, headers={"Authorization": f"Bearer {token}"})


class Trap:
    """A server that answers nobody and counts who came: what must not be fetched is said to lie here."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._visits = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def visits(self) -> int:
        """Asked for last of all: a visit of our own shows that the trap still works, and is not counted."""
        before = self._visits
        host, _, port = self.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as visitor:
            visitor.recv(1)  # until the trap has noted it and closed
        assert self._visits > before, "the trap is broken"
        self._visits -= 1
        return self._visits

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._listener.accept()
            except OSError:
                return
            self._visits += 1
            visitor.close()
