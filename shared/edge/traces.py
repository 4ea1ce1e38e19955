"""Traces without texts: the X-Ray SDK records what a failed AWS call answered, and that may name a person."""

from typing import Any

from aws_xray_sdk.core.emitters.udp_emitter import UDPEmitter


class DiscreetEmitter(UDPEmitter):  # type: ignore[misc]  # the SDK has no types
    """Sends to the daemon; kinds and places of exceptions stay, their messages go."""

    def send_entity(self, entity: Any) -> None:
        _forget_messages(entity)
        super().send_entity(entity)


def _forget_messages(entity: Any) -> None:
    cause = getattr(entity, "cause", None)
    if isinstance(cause, dict):  # else the id of an exception that another entity tells of
        for exception in cause.get("exceptions", ()):
            exception.message = ""
    for inner in getattr(entity, "subsegments", None) or ():
        _forget_messages(inner)
