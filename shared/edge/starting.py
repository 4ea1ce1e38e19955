"""What a function does before it imports anything, on Lambda: its start is what somebody waits for.

The collector rests until the function is built: it would walk over everything that imports make, again and again, and
all of that stays. And parts of libraries that serve others are left out, with what they would import in turn.
"""

import gc
import os
import sys
from types import ModuleType
from typing import Any


class ServiceConnector:
    """Where the SDK's own would be, which asks X-Ray what to trace; Lambda has decided that before."""


def no_plugins() -> tuple[Any, ...]:
    return ()


def unused(*_: Any, **__: Any) -> Any:
    raise NotImplementedError("left out of functions: shared/edge/starting.py")


# By module: what its importers take from it.
LEFT_OUT: dict[str, dict[str, Any]] = {
    # Imports botocore, half of what a boto3 client costs.
    "aws_xray_sdk.core.sampling.connector": {"ServiceConnector": ServiceConnector},
    # Reads the metadata of all that is installed to find plugins of pydantic, and importlib.metadata for it.
    "pydantic.plugin._loader": {"get_plugins": no_plugins},
    # Import importlib.metadata and asyncio; X-Ray's SDK uses other parts of wrapt.
    "wrapt.importer": dict.fromkeys(
        ("discover_post_import_hooks", "notify_module_loaded", "register_post_import_hook", "when_imported"), unused
    ),
    "wrapt.synchronization": dict.fromkeys(
        ("async_to_sync", "mark_as_async", "mark_as_sync", "sync_to_async", "synchronized"), unused
    ),
}


def on_lambda() -> bool:
    return "AWS_LAMBDA_RUNTIME_API" in os.environ


def start() -> None:
    """Before the first import of a function; `started` ends it."""
    gc.disable()
    for name, members in LEFT_OUT.items():
        module = ModuleType(name)
        module.__dict__.update(members)
        sys.modules.setdefault(name, module)


def started() -> None:
    """What was made by now lives as long as the function: no collection needs to look at it again."""
    gc.freeze()
    gc.enable()
