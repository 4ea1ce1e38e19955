"""What the readme and docs/operate.md tell a stranger to type, in that order, in a clone where nothing was made yet."""

import re
import subprocess

import pytest

from tests.docs.documents import ROOT


@pytest.mark.parametrize("command", ["bootstrap", "deploy"])
def test_what_the_cdk_is_to_read_is_made_first(command: str) -> None:
    """Without it the CDK's command says `build/cdk.out: Permission denied`, which tells nobody what to do."""
    dry = subprocess.run(["make", "--dry-run", command], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert 0 < dry.index("-m infra.app") < dry.index(f"cdk {command} --app build/cdk.out")


def test_the_readme_bootstraps_before_it_deploys() -> None:
    typed = re.findall(r"^make (bootstrap|deploy|admin)\b", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert typed[:3] == ["bootstrap", "deploy", "admin"]
