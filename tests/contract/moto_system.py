"""The same system inside moto: in this process, for one thread."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto import mock_aws

from infra.local.environment import aws_environment
from infra.local.provision import Clients, provision
from tests.aws_environment import set_aws_environment


class _MotoClients(Clients):
    """Clients of the real addresses: moto answers for those, and for no endpoint of its own."""

    def _client(self, service: str) -> object:
        return self._session.create_client(
            service, region_name="eu-central-1", aws_access_key_id="local", aws_secret_access_key="local"
        )


@contextmanager
def moto_system() -> Iterator[tuple[dict[str, str], Clients]]:
    """The environment of the functions, without an endpoint; and clients to look inside with."""
    with pytest.MonkeyPatch.context() as patch:
        settings = aws_environment("")
        del settings["AWS_ENDPOINT_URL"]
        set_aws_environment(settings, patch)
        with mock_aws():
            clients = _MotoClients("")
            environ = provision("", "rollbook-moto", clients=clients)
            del environ["AWS_ENDPOINT_URL"]
            yield environ, clients
