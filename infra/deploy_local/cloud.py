"""The emulator as a deployer sees it: a place for assets, and CloudFormation."""

import json
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy_local.assembly import Assembly, Template
from infra.deploy_local.failures import StackFailed
from infra.deploy_local.zipping import zipped
from infra.local.clients import client
from infra.local.environment import REGION, aws_environment

# What `cdk bootstrap` makes in an account, as far as a template asks for it.
BOOTSTRAP_VERSION = "/cdk-bootstrap/hnb659fds/version"
TEMPLATES = "rollbook-templates"
# The emulator does one thing at a time: while it ends the processes of a function, nobody else gets an answer.
_PATIENCE = 60.0  # seconds
_DEPLOYED_WITHIN = 120.0  # seconds; it takes two


class Cloud:
    """AWS clients towards one emulator, as its root user."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.environ = aws_environment(endpoint)
        self.of = cache(self._client)

    def _client(self, service: str) -> Any:
        return client(service, self.environ, _PATIENCE)


def upload(cloud: Cloud, assembly: Assembly, bundles: Path) -> None:
    """Every asset, where the template looks for it; the functions' code from `bundles`."""
    cloud.of("ssm").put_parameter(Name=BOOTSTRAP_VERSION, Value="30", Type="String", Overwrite=True)
    code = assembly.code()
    for asset in assembly.assets:
        source = bundles / code[asset.key] if asset.key in code else asset.source
        store(cloud, asset.bucket, asset.key, zipped(source) if source.is_dir() else source.read_bytes())


def store(cloud: Cloud, bucket: str, key: str, body: bytes) -> None:
    """Into a bucket that is made where it is missing."""
    s3 = cloud.of("s3")
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=bucket, Key=key, Body=body)


def deploy(cloud: Cloud, stack: str, template: Template) -> None:
    """Create or update the stack, and wait for it. Raises StackFailed with what CloudFormation says."""
    store(cloud, TEMPLATES, f"{stack}.json", json.dumps(template).encode())
    cloudformation = cloud.of("cloudformation")
    wish = {
        "StackName": stack,
        "TemplateURL": f"{cloud.endpoint}/{TEMPLATES}/{stack}.json",  # a body would be limited to 51,200 bytes
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    try:
        (cloudformation.update_stack if _exists(cloud, stack) else cloudformation.create_stack)(**wish)
    except ClientError as error:
        # A ValidationError like any other: CloudFormation tells this one apart by its words alone.
        if "No updates are to be performed" in str(error):
            return
        said = error.response["Error"].get("Message", str(error))
        hint = "" if "Unrecognized resource types" not in said else " Name them in infra/deploy_local/limits.py."
        raise StackFailed(f"The template was refused: {said}.{hint}") from None
    _await(cloud, stack)


def resources(cloud: Cloud, stack: str, type_: str) -> list[str]:
    """The physical names of the stack's resources of one type."""
    found = cloud.of("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    return [resource["PhysicalResourceId"] for resource in found if resource["ResourceType"] == type_]


def _exists(cloud: Cloud, stack: str) -> bool:
    try:
        return bool(cloud.of("cloudformation").describe_stacks(StackName=stack)["Stacks"])
    except ClientError:
        return False


def _await(cloud: Cloud, stack: str) -> None:
    deadline = time.monotonic() + _DEPLOYED_WITHIN
    while time.monotonic() < deadline:
        state: Mapping[str, Any] = cloud.of("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        if state["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return
        if not state["StackStatus"].endswith("IN_PROGRESS"):
            raise StackFailed(f"The stack could not be deployed: {_why(cloud, stack)}.")
        time.sleep(0.05)
    raise StackFailed(f"The stack was not deployed within {_DEPLOYED_WITHIN:.0f} s.")


def _why(cloud: Cloud, stack: str) -> str:
    events = cloud.of("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    failed = [event for event in reversed(events) if event["ResourceStatus"].endswith("FAILED")]
    told = [f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}" for event in failed]
    return "; ".join(told) or "CloudFormation gives no reason"
