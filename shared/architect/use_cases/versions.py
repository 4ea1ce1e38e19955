"""Preconditions, as use cases see them."""

from collections.abc import Callable

# Given the version found, raises Precondition where the caller decided on another one.
CheckVersion = Callable[[int], None]


def any_version(_found: int) -> None:
    """For callers who set no condition."""
