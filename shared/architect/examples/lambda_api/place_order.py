"""POST /orders on Lambda: parse, one conditional write, answer. The same request twice makes one order."""

import os
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import BadRequestError
from botocore.config import Config
from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

app = APIGatewayHttpResolver()
logger = Logger(service="orders")
tracer = Tracer(service="orders", auto_patch=False)


class PlaceOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: str = Field(min_length=1, max_length=40)
    quantity: int = Field(ge=1, le=100)


@cache
def table() -> Any:
    """Once for each environment, not for each request: a new client costs more than the write."""
    config = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
    return boto3.resource("dynamodb", config=config).Table(os.environ["ORDERS_TABLE"])


@app.post("/orders")
def place_order() -> Response[str]:
    key = app.current_event.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= 64:
        raise BadRequestError("send an Idempotency-Key of 1 to 64 characters")
    try:
        order = PlaceOrder.model_validate_json(app.current_event.body or "")
    except ValidationError as error:
        raise BadRequestError(f"{error.error_count()} members are wrong") from error
    status = 201 if _stored(key, order) else 200
    return Response(status, content_types.APPLICATION_JSON, order.model_dump_json())


def _stored(key: str, order: PlaceOrder) -> bool:
    """False where the same key has stored its order before. Two at once: DynamoDB lets one of them win."""
    item = {"pk": f"ORDER#{key}", "sku": order.sku, "quantity": order.quantity}
    try:
        table().put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app.resolve(event, context)
