"""What a deployed system needs before its first user: keys, and somebody who may administer it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from infra.deploy_local.deployed import Deployed
from infra.topology import FUNCTIONS
from shared.bootstrap import prepare, seed_admin


def first_run(deployed: Deployed, email: str, password: str) -> None:
    """As an operator would, with rights of their own and the settings of a deployed function. Safe to repeat."""
    (accounts,) = (function for function in FUNCTIONS if function.name == "accounts")
    environ = deployed.environment(accounts) | deployed.cloud.environ
    with _in_environment(deployed.cloud.environ):
        prepare(environ)
        seed_admin(environ, email, password)


@contextmanager
def _in_environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """AWS clients of the adapters read credentials from the process's own environment."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
