"""A queue worker: each message is done once, and one that fails is the only one that comes back."""

import json
import os
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from botocore.exceptions import ClientError

logger = Logger(service="billing")
processor = BatchProcessor(event_type=EventType.SQS)


@cache
def client() -> Any:
    return boto3.client("dynamodb")


def bill(record: SQSRecord) -> None:
    """The bill and the mark that this event was handled are one transaction: a redelivery changes nothing."""
    event = json.loads(record.body)
    bills, handled = os.environ["BILLS_TABLE"], os.environ["HANDLED_TABLE"]
    bill = {"id": {"S": event["order_id"]}, "cents": {"N": str(int(event["cents"]))}}
    mark = {"event_id": {"S": event["event_id"]}}
    absent = "attribute_not_exists(event_id)"
    try:
        client().transact_write_items(
            TransactItems=[
                {"Put": {"TableName": handled, "Item": mark, "ConditionExpression": absent}},
                {"Put": {"TableName": bills, "Item": bill}},
            ]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        reasons = [reason["Code"] for reason in error.response.get("CancellationReasons", ())]
        if reasons[:1] != ["ConditionalCheckFailed"]:
            raise  # a conflict or a throttle: it comes back, and goes to the dead letters if it stays
        logger.info("handled before", event_id=event["event_id"])


def handler(event: dict[str, Any], context: Any) -> Any:
    return process_partial_response(event=event, record_handler=bill, processor=processor, context=context)
