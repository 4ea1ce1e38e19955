"""What the emulator shows of the properties that it takes without effect: nothing, or what is so without them."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy_local.deployed import Deployed


def _encryption(deployed: Deployed) -> Any:
    table = f"{deployed.stack}-events"
    return deployed.cloud.of("dynamodb").describe_table(TableName=table)["Table"].get("SSEDescription")


def _recovery(deployed: Deployed) -> bool:
    found = deployed.cloud.of("dynamodb").describe_continuous_backups(TableName=f"{deployed.stack}-events")
    recovery = found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    return bool(recovery["PointInTimeRecoveryStatus"] == "ENABLED")


def _expiry(deployed: Deployed) -> bool:
    found = deployed.cloud.of("dynamodb").describe_time_to_live(TableName=f"{deployed.stack}-sessions")
    return bool(found["TimeToLiveDescription"]["TimeToLiveStatus"] == "ENABLED")


def _limits_of_stage(deployed: Deployed) -> Any:
    api = deployed.place().host.partition(".")[0]
    (stage,) = deployed.cloud.of("apigatewayv2").get_stages(ApiId=api)["Items"]
    return stage["DefaultRouteSettings"]


def _access_log(deployed: Deployed) -> Any:
    group = f"/rollbook/{deployed.stack.removeprefix('rollbook-')}/access"
    return deployed.cloud.of("logs").filter_log_events(logGroupName=group)["events"]


def _loops(deployed: Deployed) -> bool:
    name = f"{deployed.stack}-update-search"
    found = deployed.cloud.of("lambda").get_function_recursion_config(FunctionName=name)
    return bool(found["RecursiveLoop"] == "Allow")


def _own_key(deployed: Deployed) -> bool:
    found = deployed.cloud.of("s3").get_bucket_encryption(Bucket=_bucket(deployed))
    (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
    return "KMSMasterKeyID" in rule["ApplyServerSideEncryptionByDefault"]


def _lifecycle(deployed: Deployed) -> Any:
    try:
        return deployed.cloud.of("s3").get_bucket_lifecycle_configuration(Bucket=_bucket(deployed))
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchLifecycleConfiguration":
            raise
        return None


def _bucket(deployed: Deployed) -> str:
    names = [bucket["Name"] for bucket in deployed.cloud.of("s3").list_buckets()["Buckets"]]
    (uploads,) = (name for name in names if "uploads" in name)
    return str(uploads)


SHOWN: dict[str, Callable[[Deployed], Any]] = {
    "PointInTimeRecoverySpecification": _recovery,
    "SSESpecification": _encryption,
    "TimeToLiveSpecification": _expiry,
    "DefaultRouteSettings": _limits_of_stage,
    "AccessLogSettings": _access_log,
    "RecursiveLoop": _loops,
    "BucketEncryption": _own_key,
    "LifecycleConfiguration": _lifecycle,
}
