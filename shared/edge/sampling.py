"""Which requests are traced is decided by Lambda before a function sees them, so nobody here asks X-Ray for rules.

The SDK would ask through botocore, which it imports for that: half the time that making a boto3 client takes.
"""

import sys
from types import ModuleType

_CONNECTOR = "aws_xray_sdk.core.sampling.connector"


class ServiceConnector:
    """Stands where the SDK's own would; on Lambda nothing of it is ever called."""


def leave_sampling_to_lambda() -> None:
    """Before the SDK is imported for the first time."""
    connector = ModuleType(_CONNECTOR)
    connector.__dict__["ServiceConnector"] = ServiceConnector
    sys.modules.setdefault(_CONNECTOR, connector)
