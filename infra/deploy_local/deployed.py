"""What stands in the emulator: where the API answers, and the functions with the code they have."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.deploy_local.cloud import Cloud, resources, store
from infra.deploy_local.context import BUNDLES
from infra.deploy_local.failures import StackFailed
from infra.deploy_local.fingerprints import of_function
from infra.deploy_local.zipping import zipped
from infra.topology import FUNCTIONS, Function

CODE = "rollbook-code"
_TAG = "rollbook:code"
_UPDATED_WITHIN = 10.0  # seconds


@dataclass(frozen=True)
class Place:
    """Where the API answers: `url` for people and whatever knows `*.localhost`; `host` is its name in that URL."""

    url: str
    host: str


@dataclass(frozen=True)
class Deployed:
    """The stack of this name in that cloud, with code from `bundles`."""

    cloud: Cloud
    stack: str
    bundles: Path = BUNDLES

    def place(self) -> Place:
        (api,) = resources(self.cloud, self.stack, "AWS::ApiGatewayV2::Api")
        host = f"{api}.execute-api.localhost:{self.cloud.endpoint.rpartition(':')[2]}"
        return Place(f"http://{host}", host)

    def name_of(self, function: Function) -> str:
        return f"{self.stack}-{function.name.replace('_', '-')}"

    def environment(self, function: Function) -> dict[str, str]:
        """The variables that a function has here."""
        return dict(self._configuration(function)["Environment"]["Variables"])

    def note_code(self, functions: Iterable[Function] = FUNCTIONS) -> None:
        """Each function is tagged with the fingerprint of the code it got."""
        for function in functions:
            tag = {_TAG: of_function(function, self.bundles)}
            self.cloud.of("lambda").tag_resource(Resource=self._arn(function), Tags=tag)

    def update_code(self) -> list[str]:
        """Gives new code to the functions whose code changed, and to no other; their names. Raises StackFailed."""
        changed = [function for function in FUNCTIONS if self._noted(function) != of_function(function, self.bundles)]
        for bundle in sorted({function.bundle for function in changed}):
            store(self.cloud, CODE, f"{bundle}.zip", zipped(self.bundles / bundle))
        for function in changed:
            self._update(function)
        self.note_code(changed)
        return [function.name for function in changed]

    def _update(self, function: Function) -> None:
        self.cloud.of("lambda").update_function_code(
            FunctionName=self.name_of(function), S3Bucket=CODE, S3Key=f"{function.bundle}.zip"
        )
        deadline = time.monotonic() + _UPDATED_WITHIN
        while (state := self._configuration(function)["LastUpdateStatus"]) == "InProgress":
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        if state != "Successful":
            raise StackFailed(f"{self.name_of(function)} did not take its new code ({state}). Stop, and start again.")

    def _noted(self, function: Function) -> str | None:
        tags: dict[str, str] = self.cloud.of("lambda").list_tags(Resource=self._arn(function))["Tags"]
        return tags.get(_TAG)

    def _arn(self, function: Function) -> str:
        return str(self._configuration(function)["FunctionArn"])

    def _configuration(self, function: Function) -> dict[str, Any]:
        name = self.name_of(function)
        found: dict[str, Any] = self.cloud.of("lambda").get_function_configuration(FunctionName=name)
        return found
