"""Each request comes from another loopback address, so that limits per source see many clients."""

import random
import socket
from collections.abc import Mapping
from typing import Any

import requests.adapters
import requests.sessions


def several_sources() -> bool:
    """Linux answers on all of 127.0.0.0/8; elsewhere 127.0.0.1 has to do."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.1.2.3", 0))
        except OSError:
            return False
    return True


_CHANCE = random.Random()  # noqa: S311 - Hypothesis seeds the module's own, and watches who uses it


def any_source() -> str:
    return f"127.{_CHANCE.randint(1, 254)}.{_CHANCE.randint(0, 255)}.{_CHANCE.randint(1, 254)}"


class SpreadingAdapter(requests.adapters.HTTPAdapter):
    """Binds each request's socket to a source of its own. The last request's connection is closed before."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        self.poolmanager.clear()
        self.poolmanager.connection_pool_kw["source_address"] = (any_source(), 0)
        return super().send(request, *args, **options)


def spread_sources() -> None:
    """For every session made from now on: Schemathesis makes its own, and more for its probes without credentials."""
    if several_sources():
        patched: Mapping[str, Any] = {"HTTPAdapter": SpreadingAdapter}
        vars(requests.sessions).update(patched)
