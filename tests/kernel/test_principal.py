"""What a caller may do is what the token says, and nobody grants what they lack."""

import pytest

from shared.kernel.errors import Forbidden
from shared.kernel.principal import Principal

CALLER = Principal("user", "session", frozenset({"users:read", "users:write"}))


def test_a_caller_may_do_what_they_hold() -> None:
    CALLER.require("users:read")
    CALLER.require_all({"users:read", "users:write"})
    CALLER.require_all(())
    assert CALLER.holds("users:write")


def test_a_caller_may_not_do_what_they_lack() -> None:
    with pytest.raises(Forbidden):
        CALLER.require("users:delete")
    with pytest.raises(Forbidden):
        CALLER.require_all({"users:read", "roles:write"})
    assert not CALLER.holds("users:rea")
