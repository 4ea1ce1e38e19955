"""Each port on its three adapters: the in-memory twin, moto and ministack."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from infra.local.provision import Clients, provision
from tests.aws_environment import set_aws_environment
from tests.calls.recorder import recorded_clients
from tests.contract.moto_system import moto_system
from tests.contract.ports import AwsPorts, MemoryPorts, Ports


@pytest.fixture(scope="module", params=["memory", "moto", "ministack"])
def ports(request: pytest.FixtureRequest) -> Iterator[Ports]:
    """Moto serves one thread only, and loses parallel conflicts: races are not for it."""
    with ExitStack() as stack:
        yield _ports(request, stack)


@pytest.fixture(scope="module", params=["moto", "ministack"])
def aws_ports(request: pytest.FixtureRequest) -> Iterator[AwsPorts]:
    """For what has no twin in memory."""
    with ExitStack() as stack:
        ports = _ports(request, stack)
        assert isinstance(ports, AwsPorts)
        yield ports


def _ports(request: pytest.FixtureRequest, stack: ExitStack) -> Ports:
    if request.param == "memory":
        return MemoryPorts()
    if request.param == "moto":
        environ, clients = stack.enter_context(moto_system())
    else:
        environ, clients = _ministack(request)
        set_aws_environment(environ, stack.enter_context(pytest.MonkeyPatch.context()))
    return AwsPorts(environ, clients, stack.enter_context(recorded_clients()))


def _ministack(request: pytest.FixtureRequest) -> tuple[dict[str, str], Clients]:
    """A system of its own: the samples overwrite even its keys."""
    clients: Clients = request.getfixturevalue("emulator_clients")
    return provision(clients.endpoint, "rollbook-contract", clients=clients), clients
