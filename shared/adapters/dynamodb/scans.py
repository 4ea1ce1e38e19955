"""Walking through a table for one kind of record."""

from typing import Any

from shared.adapters.dynamodb.layout import beginnings

# Items that one call looks at: well below the megabyte at which DynamoDB would stop by itself.
_LOOKED_AT = 1000


def scan_request(kind: type[Any], table: str) -> dict[str, Any]:
    """Filtered by what the keys of that kind begin with."""
    attributes = {name: prefix for name, prefix in beginnings(kind).items() if prefix}
    terms = [f"begins_with(#{name}, :{name})" for name in attributes]
    return {
        "TableName": table,
        "Limit": _LOOKED_AT,
        "FilterExpression": " AND ".join(terms),
        "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
        "ExpressionAttributeValues": {f":{name}": {"S": prefix} for name, prefix in attributes.items()},
    }
