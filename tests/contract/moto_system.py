"""The same system inside moto: in this process, for one thread."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto import mock_aws
from moto.core.models import botocore_stubber

from infra.local.environment import aws_environment
from infra.local.provision import Clients, provision
from shared.adapters.aws.lines import Lines, Reply, Request
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
            patch.setattr(Lines, "send", _answered_by_moto)
            clients = _MotoClients("")
            environ = provision("", "rollbook-moto", clients=clients)
            del environ["AWS_ENDPOINT_URL"]
            yield environ, clients


def _answered_by_moto(lines: Lines, request: Request) -> Reply:
    """What our own client would put on the wire goes where moto stands in botocore's way."""
    url = f"https://{lines.host}{request.path}"
    prepared = AWSPreparedRequest(request.method, url, HTTPHeaders.from_dict(request.headers), request.body, False)
    answer = botocore_stubber.process_request(prepared)
    assert answer is not None, f"moto does not know {url}"
    status, headers, body = answer
    content = body.encode() if isinstance(body, str) else body
    return Reply(status, {name.lower(): str(value) for name, value in headers.items()}, content)
