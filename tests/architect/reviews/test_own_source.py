"""Rollbook's own code, packed where it runs."""

import io
import zipfile
from pathlib import Path

from shared.adapters.own_source import DeployedSource


def names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_it_holds_our_code_and_only_that() -> None:
    content = DeployedSource(lambda: None).contents()["code"]
    assert {"shared/kernel/events.py", "functions/reviews/handler.py"} <= set(names(content))
    assert {name.partition("/")[0] for name in names(content)} == {"functions", "shared"}
    assert all(name.endswith(".py") for name in names(content))
    assert len(content) < 5_000_000


def test_the_same_code_is_the_same_bytes_whenever_it_was_unpacked(tmp_path: Path) -> None:
    packed = []
    for place in ("one", "two"):
        for name in ("shared/b.py", "functions/a.py", "shared/left_out.json", "tests/left_out.py"):
            path = tmp_path / place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name}\n")
        packed.append(DeployedSource(lambda: None, tmp_path / place).contents()["code"])
    assert packed[0] == packed[1]
    assert names(packed[0]) == ["functions/a.py", "shared/b.py"]


def test_the_template_is_part_of_it_where_there_is_a_stack(tmp_path: Path) -> None:
    assert DeployedSource(lambda: "Resources: {}", tmp_path).contents()["template"] == b"Resources: {}"
    assert "template" not in DeployedSource(lambda: None, tmp_path).contents()
