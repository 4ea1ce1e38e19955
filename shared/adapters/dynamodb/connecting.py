"""One connection of pynamodb for all tables: one client, one pool of connections."""

from functools import cached_property
from typing import Any

from pynamodb.connection import Connection

from shared.adapters.aws.clients import client
from shared.adapters.dynamodb.layout import TableName
from shared.adapters.dynamodb.store import DynamoDbStore
from shared.kernel.ports import Randomness
from shared.settings import Settings


class OurConnection(Connection):
    """pynamodb's calls, on a client made as all others here are: its own would lack keep-alive and read more."""

    @cached_property
    def client(self) -> Any:
        return client("dynamodb", self.region, self.host)


def dynamodb_store(settings: Settings, randomness: Randomness) -> DynamoDbStore:
    tables: dict[TableName, str] = {
        "events": settings.events_table,
        "directory": settings.directory_table,
        "keys": settings.keys_table,
        "sessions": settings.sessions_table,
    }
    return DynamoDbStore(OurConnection(region=settings.region, host=settings.endpoint), tables, randomness)
