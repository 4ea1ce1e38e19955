"""Calls of the AWS SDK, whatever the client is called and wherever it was made."""

import ast

from shared.architect.domain.rules.vocabulary.values import splats

SDKS = ("boto3", "botocore", "aioboto3", "aiobotocore")
# Method -> the member of its answer that names what failed, and the arguments that only the SDK's method takes.
PARTIAL = {
    "put_events": ("FailedEntryCount", {"Entries"}),
    "send_message_batch": ("Failed", {"Entries", "QueueUrl"}),
    "delete_message_batch": ("Failed", {"Entries", "QueueUrl"}),
    "change_message_visibility_batch": ("Failed", {"Entries", "QueueUrl"}),
    "publish_batch": ("Failed", {"PublishBatchRequestEntries", "TopicArn"}),
    "put_records": ("FailedRecordCount", {"Records", "StreamName", "StreamARN"}),
    "put_record_batch": ("FailedPutCount", {"Records", "DeliveryStreamName"}),
    "batch_write_item": ("UnprocessedItems", {"RequestItems"}),
    "batch_get_item": ("UnprocessedKeys", {"RequestItems"}),
    "delete_objects": ("Errors", {"Bucket", "Delete"}),
    "batch_write": ("UnprocessedItems", {"RequestItems"}),
    "send_messages": ("Failed", {"Entries"}),
}


def is_client_made(name: str) -> bool:
    """`boto3.client`, `session.resource` of a `boto3.Session()`: making one reads service models and opens a pool."""
    parts = name.split(".")
    return parts[0] in SDKS and parts[-1] in ("client", "resource", "create_client") and parts[-1] != parts[0]


def partial_answer_of(call: ast.Call, name: str) -> str:
    """The member of the answer that says what failed, where the call is one of the SDK's that fail in part."""
    method = name.rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
    if method not in PARTIAL:
        return ""
    member, arguments = PARTIAL[method]
    given = {keyword.arg for keyword in call.keywords}
    of_sdk = name.split(".")[0] in SDKS
    return member if given & arguments or (of_sdk and splats(call)) else ""
