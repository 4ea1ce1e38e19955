"""Clients of AWS services: botocore alone, with times that fit inside a function's own."""

from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.loaders import Loader

# The operations in use and nothing else (infra/service_data.py): a client is made in a sixth of the time.
SERVICE_DATA = Path(__file__).with_name("service_data")

# A healthy call takes milliseconds. Three tries of at most 1 + 3 s leave room in a function's 30 s for an answer.
CONNECT_SECONDS = 1
READ_SECONDS = 3
TRIES = 3


def client(service: str, region: str, endpoint: str | None, tries: int = TRIES) -> Any:
    """A low-level client; `endpoint` only where the services run locally. `tries`: 1 for what must not happen twice."""
    return _session().create_client(service, region_name=region, endpoint_url=endpoint, config=_config(tries))


def _config(tries: int) -> Config:
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
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
