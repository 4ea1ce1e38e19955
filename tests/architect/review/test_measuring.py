"""The bench and the numbers of well-kept projects: that they measure what they say."""

import json
import sys
import tarfile
from pathlib import Path

import pytest

from infra.rollbook import bench, reference
from infra.rollbook.memory import watch
from shared.architect.knowledge.reference import reference_metrics
from tests.architect.review.making import write, zipped

CODE = "def work(x):\n    return x\n"


def test_memory_of_children_is_counted() -> None:
    child = "import time; x = bytearray(80 * 1024**2); time.sleep(.3)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    watched = watch([sys.executable, "-c", code])
    assert watched.mebi > 80
    assert watched.seconds > 0.3
    assert 0 < watched.work < watched.seconds + 5


def test_a_program_that_fails_is_no_measurement() -> None:
    with pytest.raises(Exception, match="returned non-zero"):
        watch([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_bench_says_what_a_review_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "source.zip"
    archive.write_bytes(zipped({"shop/__init__.py": "", "shop/work.py": CODE}))
    assert bench.main(["--archive", str(archive)]) == 0
    said = capsys.readouterr().out
    assert "2 files, 2 lines" in said
    assert "Work, to ruff + grimp alone" in said


def test_projects_are_measured_from_their_distributions(tmp_path: Path) -> None:
    tree = write(tmp_path / "tree" / "shop-1.2", {"shop/work.py": CODE, "tests/test_work.py": "import shop.work\n"})
    sdist, target = tmp_path / "shop-1.2.tar.gz", tmp_path / "numbers.json"
    with tarfile.open(sdist, "w:gz") as made:
        made.add(tree, "shop-1.2")
    assert reference.main([str(sdist), "--to", str(target)]) == 0
    told = json.loads(target.read_text("utf-8"))["projects"]
    assert [(one["name"], one["version"], one["lines"], one["metrics"]["test_coverage"]) for one in told] == [
        ("shop", "1.2", 2, 1.0)
    ]


def test_a_dozen_well_kept_projects_stand_behind_each_percentile() -> None:
    assert {key: len(values) >= 12 for key, values in reference_metrics().items()} == dict.fromkeys(
        reference_metrics(), True
    )
    assert {"hint_coverage", "docstring_coverage", "test_coverage", "file_lines_p90", "fan_in_p90"} <= set(
        reference_metrics()
    )
    assert all(list(values) == sorted(values) for values in reference_metrics().values())
