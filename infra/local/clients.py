"""The local system's own AWS clients, towards the emulator."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config


def client(service: str, environ: Mapping[str, str], patience: float = 10) -> Any:
    """A client that gives up soon: the emulator is on this machine, or it is not there. `patience`: seconds."""
    return _session().create_client(
        service,
        region_name=environ["AWS_REGION"],
        endpoint_url=environ["AWS_ENDPOINT_URL"],
        aws_access_key_id=environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environ["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=environ.get("AWS_SESSION_TOKEN"),
        config=Config(connect_timeout=2, read_timeout=patience, retries={"mode": "standard", "total_max_attempts": 2}),
    )


@cache
def _session() -> botocore.session.Session:
    """One for all clients: it keeps the service descriptions it has read, which are most of a client's cost."""
    return botocore.session.get_session()
