"""Clients of AWS services: botocore alone, with times that fit inside a function's own."""

from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.loaders import Loader

# The operations in use and nothing else (infra/service_data.py): a client is made in a sixth of the time.
SERVICE_DATA = Path(__file__).with_name("service_data")

# A healthy call takes milliseconds, and so does a connection: what is not answered by now will not be, and a second try
# goes to another host. Two tries of all the calls of a request end before its function's time does (ADR 0019).
CONNECT_SECONDS = 0.3
READ_SECONDS = 0.9
TRIES = 2
# Behind queues nobody waits; and a mail whose taking is not waited for would be offered a second time.
SLOW_READ_SECONDS = {"sesv2": 10.0}
# An emulator shares its machine with all else that runs there; nobody's bill or function ends meanwhile.
LOCAL_PATIENCE = 3


def longest_call(tries: int = TRIES) -> float:
    """Seconds that one call takes at most: every try times out, and every wait between two is the longest.

    Standard mode waits a random part of 1, 2, 4 ... at most 20 seconds.
    """
    return tries * (CONNECT_SECONDS + READ_SECONDS) + sum(min(2.0**wait, 20.0) for wait in range(tries - 1))


def client(service: str, region: str, endpoint: str | None, tries: int = TRIES) -> Any:
    """A low-level client; `endpoint` only where the services run locally. `tries`: 1 for what must not happen twice."""
    return _session().create_client(
        service, region_name=region, endpoint_url=endpoint, config=_config(service, tries, endpoint)
    )


def _config(service: str, tries: int, endpoint: str | None) -> Config:
    patience = LOCAL_PATIENCE if endpoint else 1
    return Config(
        connect_timeout=CONNECT_SECONDS * patience,
        read_timeout=SLOW_READ_SECONDS.get(service, READ_SECONDS) * patience,
        retries={"mode": "standard", "total_max_attempts": tries},
        max_pool_connections=50,
        tcp_keepalive=True,
        parameter_validation=False,
    )


@cache
def _session() -> botocore.session.Session:
    """One for all clients: what it has read is read once."""
    session = botocore.session.get_session()
    loader = Loader(extra_search_paths=[str(SERVICE_DATA)], include_default_search_paths=False)
    session.register_component("data_loader", loader)
    return session
