"""A subsegment of X-Ray around each call, where traces are on: the edge has loaded the SDK, and Lambda named a trace.

In the init phase it has named none yet: there is nothing that a subsegment could belong to.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.adapters.aws.errors import AwsFailed, AwsRefused

_HEADER = "x-amzn-trace-id"
_ENVIRONMENT = "_X_AMZN_TRACE_ID"


@contextmanager
def subsegment(service: str, operation: str, region: str) -> Iterator[None]:
    """It tells service, operation, and the code of an error; never a key, an item or a text."""
    recorder = _recorder()
    segment = recorder.begin_subsegment(service, namespace="aws") if recorder else None
    if recorder is None or segment is None:
        yield
        return
    facts = {"operation": operation, "region": region}
    try:
        yield
    except AwsFailed as error:
        facts["error_code"] = error.aws_code
        _flag(segment, error)
        raise
    finally:
        segment.set_aws(facts)
        recorder.end_subsegment()


def trace_header() -> dict[str, str]:
    """Tells AWS which trace a call belongs to, and all else that Lambda told: it sees loops by the `Lineage`."""
    told, recorder = os.environ.get(_ENVIRONMENT), _recorder()
    if not told:
        return {}
    segment = recorder.current_subsegment() if recorder else None
    if segment is None:
        return {_HEADER: told}
    ours = {"Root": segment.trace_id, "Parent": segment.id, "Sampled": int(bool(segment.sampled))}
    rest = [part for part in told.split(";") if part.partition("=")[0] not in ours]
    return {_HEADER: ";".join([*(f"{name}={value}" for name, value in ours.items()), *rest])}


def _recorder() -> Any:
    sdk = sys.modules.get("aws_xray_sdk.core") if os.environ.get(_ENVIRONMENT) else None
    return sdk.xray_recorder if sdk else None


def _flag(segment: Any, error: AwsFailed) -> None:
    """As X-Ray tells them apart: 4xx is an error, too many calls is throttling, all else a fault."""
    if isinstance(error, AwsRefused) and error.status == 429:
        segment.add_throttle_flag()
    elif isinstance(error, AwsRefused) and error.status < 500:
        segment.add_error_flag()
    else:
        segment.add_fault_flag()
