"""Walking through a table for one kind of record."""

from typing import Any

from shared.adapters.dynamodb.codec import attribute_names
from shared.adapters.dynamodb.layout import beginnings

# Items that one call looks at: well below the megabyte at which DynamoDB would stop by itself.
_LOOKED_AT = 1000


def scan_request(kind: type[Any], table: str) -> dict[str, Any]:
    """Filtered by what the keys of that kind begin with, and asking for its attributes alone: the role of whoever scans
    a table refuses to look at others, such as hashes of passwords (infra/grants.py)."""
    prefixes = {name: prefix for name, prefix in beginnings(kind).items() if prefix}
    wanted = attribute_names(kind)
    return {
        "TableName": table,
        "Limit": _LOOKED_AT,
        "Select": "SPECIFIC_ATTRIBUTES",
        "ProjectionExpression": ", ".join(f"#{name}" for name in wanted),
        "FilterExpression": " AND ".join(f"begins_with(#{name}, :{name})" for name in prefixes),
        "ExpressionAttributeNames": {f"#{name}": name for name in (*prefixes, *wanted)},
        "ExpressionAttributeValues": {f":{name}": {"S": prefix} for name, prefix in prefixes.items()},
    }
