"""`rollbook review` as it is installed: of a folder, a zip and a template, each with the exit code that CI reads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.rollbook.__main__ import main
from tests.architect.review.making import write, zipped

BLOCKING = {"shop/pay.py": "import time\n\n\nasync def pay():\n    time.sleep(1)\n"}
OPEN_BUCKET = """\
Resources:
  Pictures:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicReadWrite
      NoSuchProperty: 1
"""
Said = pytest.CaptureFixture[str]


def installed() -> Path:
    return Path(sys.executable).parent / "rollbook"


def test_the_installed_command_reviews_a_folder_and_a_zip_alike(tmp_path: Path) -> None:
    archive = tmp_path / "shop.zip"
    archive.write_bytes(zipped(BLOCKING))
    told = []
    for source in (write(tmp_path / "tree", BLOCKING), archive):
        command = [str(each) for each in (installed(), "review", source, "--sarif", tmp_path / "r.sarif")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        results = json.loads((tmp_path / "r.sarif").read_text("utf-8"))["runs"][0]["results"]
        told.append((done.returncode, [(each["ruleId"], each["level"]) for each in results]))
    assert told[0] == told[1]
    assert told[0][0] == 1
    assert ("ASY001", "error") in told[0][1]


def test_a_template_is_reviewed_and_its_errors_stop_ci(tmp_path: Path, capsys: Said) -> None:
    template = tmp_path / "stack.yaml"
    template.write_text(OPEN_BUCKET)
    assert main(["review", str(template)]) == 1
    assert "NoSuchProperty" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["- 1\n", "Resources: [\n", "\x00"])
def test_a_file_that_is_no_template_is_two(text: str, tmp_path: Path, capsys: Said) -> None:
    template = tmp_path / "stack.yaml"
    template.write_text(text)
    assert main(["review", str(template)]) == 2
    assert "Cannot review" in capsys.readouterr().err


def test_each_command_explains_itself(capsys: Said) -> None:
    for command in ("review", "design"):
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert left.value.code == 0
        assert "usage: " in capsys.readouterr().out
