"""One client for all tables: one pool of connections."""

from shared.adapters.aws.clients import client
from shared.adapters.dynamodb.layout import TableName
from shared.adapters.dynamodb.store import DynamoDbStore
from shared.kernel.ports import Randomness
from shared.settings import Settings


def dynamodb_store(settings: Settings, randomness: Randomness) -> DynamoDbStore:
    tables: dict[TableName, str] = {
        "events": settings.events_table,
        "directory": settings.directory_table,
        "keys": settings.keys_table,
        "sessions": settings.sessions_table,
    }
    return DynamoDbStore(client("dynamodb", settings.region, settings.endpoint), tables, randomness)
