"""The adapters as the functions get them, towards an AWS of the test's own."""

import pytest

from infra.local.environment import aws_environment, service_environment
from shared.adapters.aws import clients
from shared.bootstrap import Container
from tests.aws_environment import set_aws_environment


def container(endpoint: str, patch: pytest.MonkeyPatch) -> Container:
    """They lose patience soon, and wait for nothing between their tries."""
    patch.setattr(clients, "pause", lambda _attempt: None)
    patch.setattr(clients, "READ_SECONDS", 0.2)
    patch.setattr(clients, "SLOW_READ_SECONDS", {})
    patch.setattr(clients, "LOCAL_PATIENCE", 1)
    environ = aws_environment(endpoint) | service_environment("rollbook-away", "http://127.0.0.1:8000")
    environ |= {f"ROLLBOOK_{name}_TABLE": f"away-{name}" for name in ("EVENTS", "DIRECTORY", "KEYS", "SESSIONS")}
    environ |= {"ROLLBOOK_MAIL_QUEUE_URL": f"{endpoint}/1/mail", "ROLLBOOK_BUS_NAME": "bus", "ROLLBOOK_KMS_KEY_ID": "k"}
    set_aws_environment(environ, patch)
    return Container.of(environ)
