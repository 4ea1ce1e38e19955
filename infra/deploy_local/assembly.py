"""What synthesis left behind: the template, and what it wants uploaded first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.deploy_local.failures import BuildFailed
from infra.local.environment import REGION
from infra.topology import FUNCTIONS

ACCOUNT = "000000000000"
Template = dict[str, Any]
_PLACES = {"${AWS::AccountId}": ACCOUNT, "${AWS::Region}": REGION, "${AWS::Partition}": "aws"}


@dataclass(frozen=True)
class Asset:
    """A folder to be zipped, or a file, and the object it becomes."""

    source: Path
    bucket: str
    key: str


@dataclass(frozen=True)
class Assembly:
    """One synthesised stack."""

    stack: str
    template: Template
    assets: tuple[Asset, ...]

    def code(self) -> dict[str, str]:
        """Which bundle the template wants under which key: functions run from bundles for this machine, whatever
        machine the template was made for."""
        bundles = {f"{self.stack}-{function.name.replace('_', '-')}": function.bundle for function in FUNCTIONS}
        found = (resource["Properties"] for resource in self.template["Resources"].values() if _is_function(resource))
        return {function["Code"]["S3Key"]: bundles[function["FunctionName"]] for function in found}

    @classmethod
    def read(cls, folder: Path) -> "Assembly":
        """`folder`: CDK's output with exactly one stack. Raises BuildFailed."""
        manifest = _json(folder / "manifest.json")
        stacks = [name for name, part in manifest["artifacts"].items() if part["type"] == "aws:cloudformation:stack"]
        if len(stacks) != 1:
            raise BuildFailed(f"{folder} holds {len(stacks)} stacks, not one. Remove it, then run make deploy-local.")
        files = _json(folder / f"{stacks[0]}.assets.json")["files"].values()
        template = folder / manifest["artifacts"][stacks[0]]["properties"]["templateFile"]
        assets = (_asset(folder, file) for file in files)
        return cls(stacks[0], _json(template), tuple(asset for asset in assets if asset.source != template))


def _is_function(resource: Mapping[str, Any]) -> bool:
    return bool(resource["Type"] == "AWS::Lambda::Function")


def _asset(folder: Path, file: dict[str, Any]) -> Asset:
    (destination,) = file["destinations"].values()
    return Asset(
        folder / file["source"]["path"],  # absolute where assets are not copied
        _resolved(destination["bucketName"]),
        _resolved(destination["objectKey"]),
    )


def _resolved(text: str) -> str:
    for placeholder, value in _PLACES.items():
        text = text.replace(placeholder, value)
    return text


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        raise BuildFailed(f"{path} is missing: the synthesis did not finish. Run make deploy-local again.") from None
