"""What things are called in the cloud, and by which ARN policies speak of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Arns:
    """ARNs by the names of the topology. `queues` has dead-letter queues too, by their own names."""

    tables: Mapping[str, str]
    streams: Mapping[str, str]
    queues: Mapping[str, str]
    logs: Mapping[str, str]
    buckets: Mapping[str, str]
    stack: str
    bus: str
    key: str
    sender: str
    configuration_set: str


def function_name(prefix: str, name: str) -> str:
    """`rollbook-prod-send-email`: also what its role is called."""
    return f"{prefix}-{name.replace('_', '-')}"


def camel(name: str) -> str:
    """`end-sessions` and `end_sessions` as CloudFormation names things: `EndSessions`."""
    return "".join(part.capitalize() for part in name.replace("_", "-").split("-"))
