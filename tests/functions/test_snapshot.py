"""SnapStart starts many copies of a function from one memory: what is drawn before the snapshot, all copies share.

`os.urandom` is made anew in each copy. The library of ids has a generator of its own, which is seeded at its first use.
"""

from importlib import import_module

import pytest
from uuid_utils import uuid7

from infra.topology import FUNCTIONS, HttpTrigger
from shared.adapters import system
from shared.bootstrap import prepare
from tests.aws_environment import set_aws_environment

ANSWERING = [function.name for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger)]


@pytest.mark.parametrize("name", ANSWERING)
def test_no_id_is_drawn_before_the_first_request(
    name: str, provisioned: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_aws_environment(provisioned, monkeypatch)
    prepare(provisioned)
    drawn: list[str] = []

    def noted() -> object:
        drawn.append(name)
        return uuid7()

    module = import_module(f"functions.{name}.handler")
    monkeypatch.setattr(system, "uuid7", noted)
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9")  # so that all is warmed that is warmed on Lambda
    module.build(provisioned)
    assert drawn == []
    system.SystemIds().new()
    assert drawn == [name]
