"""What synthesis left behind, read."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.deploy_local.assembly import Assembly, Asset
from infra.deploy_local.failures import BuildFailed


def synthesised(folder: Path, *stacks: str, sources: dict[str, str] | None = None) -> Path:
    """A folder as the CDK leaves it. `sources`: paths of assets by their keys."""
    artifacts: dict[str, Any] = {"Tree": {"type": "cdk:tree"}}
    for stack in stacks:
        properties = {"templateFile": f"{stack}.template.json"}
        artifacts[stack] = {"type": "aws:cloudformation:stack", "properties": properties}
        (folder / f"{stack}.template.json").write_text(json.dumps({"Resources": {"Code": function("sessions")}}))
        files = {key: asset(path, key) for key, path in (sources or {}).items()}
        files["template"] = asset(f"{stack}.template.json", "template.json")
        (folder / f"{stack}.assets.json").write_text(json.dumps({"files": files}))
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder


def asset(path: str, key: str) -> dict[str, Any]:
    place = {"bucketName": "assets-${AWS::AccountId}-${AWS::Region}", "objectKey": key}
    return {"source": {"path": path}, "destinations": {"here": place}}


def function(name: str) -> dict[str, Any]:
    properties = {"FunctionName": f"rollbook-dev-{name}", "Code": {"S3Bucket": "assets", "S3Key": "abc.zip"}}
    return {"Type": "AWS::Lambda::Function", "Properties": properties}


def test_assets_are_told_with_their_places_and_without_the_template_itself(tmp_path: Path) -> None:
    read = Assembly.read(synthesised(tmp_path, "rollbook-dev", sources={"a.zip": "asset.a", "b.zip": "/elsewhere"}))
    bucket = "assets-000000000000-eu-central-1"
    assert read.assets == (Asset(tmp_path / "asset.a", bucket, "a.zip"), Asset(Path("/elsewhere"), bucket, "b.zip"))


def test_code_is_known_by_the_function_that_runs_it(tmp_path: Path) -> None:
    assert Assembly.read(synthesised(tmp_path, "rollbook-dev")).code() == {"abc.zip": "accounts"}


def test_two_stacks_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="holds 2 stacks"):
        Assembly.read(synthesised(tmp_path, "rollbook-dev", "rollbook-prod"))


def test_a_synthesis_that_did_not_finish_is_told(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="did not finish"):
        Assembly.read(tmp_path)
