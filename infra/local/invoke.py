"""Calling a function in this process, with the context object Lambda would pass."""

import importlib
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from infra.local.gateway import ACCOUNT, BadAnswer, choose_function, decoded_path, to_event, to_response
from infra.local.requests import Request, Response
from infra.topology import Function


@dataclass(frozen=True)
class LambdaContext:
    """The members of Lambda's context object that Python code uses."""

    function_name: str
    memory_limit_in_mb: int
    timeout: int
    region: str = "eu-central-1"
    function_version: str = "$LATEST"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{self.region}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        return "local"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.timeout - (time.monotonic() - self.started)) * 1000))


CallFunction = Callable[[str, dict[str, Any], LambdaContext], Any]


def call_function(name: str, event: dict[str, Any], context: LambdaContext) -> Any:
    """Import and call the real handler; Python keeps the module, so the import costs once."""
    return importlib.import_module(f"functions.{name}.handler").handler(event, context)


def context_for(function: Function, region: str) -> LambdaContext:
    return LambdaContext(function.name, function.memory, function.timeout, region)


def answer_with(functions: Iterable[Function], region: str, call: CallFunction) -> Callable[[Request], Response]:
    """What the front serves: request -> event -> function -> response. A raising function is the front's to answer."""
    known = tuple(functions)

    def answer(request: Request) -> Response:
        function = choose_function(decoded_path(request), known)
        outcome = call(function.name, to_event(request), context_for(function, region))
        try:
            return to_response(outcome)
        except (BadAnswer, TypeError, ValueError) as error:
            raise BadAnswer(f"{function.name} answered with what API Gateway refuses: {error}") from error

    return answer
