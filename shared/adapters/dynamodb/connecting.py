"""One connection of pynamodb for all tables: one client, one pool of connections."""

from pynamodb.connection import Connection

from shared.adapters.aws.clients import CONNECT_SECONDS, READ_SECONDS, TRIES
from shared.adapters.dynamodb.layout import TableName
from shared.adapters.dynamodb.store import DynamoDbStore
from shared.kernel.ports import Randomness
from shared.settings import Settings


def dynamodb_store(settings: Settings, randomness: Randomness) -> DynamoDbStore:
    connection = Connection(
        region=settings.region,
        host=settings.endpoint,
        connect_timeout_seconds=CONNECT_SECONDS,
        read_timeout_seconds=READ_SECONDS,
        retry_configuration={"mode": "standard", "total_max_attempts": TRIES},
        max_pool_connections=50,
    )
    tables: dict[TableName, str] = {
        "events": settings.events_table,
        "directory": settings.directory_table,
        "keys": settings.keys_table,
        "sessions": settings.sessions_table,
    }
    return DynamoDbStore(connection, tables, randomness)
