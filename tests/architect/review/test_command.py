"""`python -m infra.rollbook review`: what it shows, what it writes, and what it exits with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.rollbook.__main__ import main
from infra.rollbook.show import clean
from shared.architect.domain.review.report_json import from_json
from tests.architect.review.making import write, zipped

SLEEPING = "import time\n\n\nasync def wait():\n    time.sleep(5)\n"
CLEAN = "def wait():\n    return 1\n"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["review", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_an_error_fails_and_is_shown_with_place_reason_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"shop/api.py": SLEEPING})
    code, out, err = run(capsys, tmp_path)
    assert code == 1
    for said in ("shop/api.py:5", "ASY001", "time.sleep(5)", "Why: ", "Fix: ", "The gate fails", "1 errors"):
        assert said in out, said
    assert "Asking the rules" in err


def test_clean_code_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, write(tmp_path, {"shop/api.py": CLEAN}))
    assert code == 0
    assert "Nothing new fails the gate." in out


def test_what_was_there_before_passes_and_what_is_new_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree, report = tmp_path / "tree", tmp_path / "reports" / "last.json"
    write(tree, {"shop/api.py": SLEEPING})
    assert run(capsys, tree, "--json", report)[0] == 1
    code, out, _ = run(capsys, tree, "--baseline", report)
    assert (code, "0 new, 0 new because of the rules" in out) == (0, True)
    write(tree, {"shop/more.py": SLEEPING})
    assert run(capsys, tree, "--baseline", report)[0] == 1


def test_a_zip_is_reviewed_like_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"shop/api.py": SLEEPING, "shop/model.py": CLEAN}
    archive = tmp_path / "source.zip"
    archive.write_bytes(zipped(files))
    reports = [tmp_path / "zip.json", tmp_path / "tree.json"]
    assert run(capsys, archive, "--json", reports[0])[0] == 1
    assert run(capsys, write(tmp_path / "tree", files), "--json", reports[1])[0] == 1
    one, other = (from_json(report.read_text("utf-8")) for report in reports)
    assert (one.findings, one.metrics, one.graph) == (other.findings, other.metrics, other.graph)


def test_files_are_written_in_the_forms_that_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = write(tmp_path / "tree", {"shop/api.py": SLEEPING})
    sarif, markdown, page = (tmp_path / name for name in ("r.sarif", "r.md", "r.html"))
    run(capsys, tree, "--sarif", sarif, "--markdown", markdown, "--html", page)
    told = json.loads(sarif.read_text("utf-8"))
    assert told["version"] == "2.1.0"
    assert "ASY001" in {result["ruleId"] for result in told["runs"][0]["results"]}
    assert "shop/api.py" in markdown.read_text("utf-8")
    assert "shop/api.py" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("evil.zip", zipped({"../evil.py": CLEAN}), "unsafe_path"), ("no.zip", b"hello", "not_a_zip"),
     ("empty.zip", zipped({"README.md": ""}), "no_python")],
)  # fmt: skip
def test_a_source_that_cannot_be_looked_at_is_two(
    name: str, content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    code, _, err = run(capsys, tmp_path / name)
    assert (code, said in err) == (2, True)


def test_what_is_not_there_or_no_report_is_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path / "nowhere")[0] == 2
    (tmp_path / "wrong.json").write_text("{}")
    assert run(capsys, write(tmp_path / "tree", {"a.py": CLEAN}), "--baseline", tmp_path / "wrong.json")[0] == 2


@pytest.mark.parametrize("words", [[], ["rewrite"], ["review"], ["review", "--wrong"]])
def test_wrong_usage_is_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(words)
    except SystemExit as exited:
        code = int(str(exited.code))
    assert (code, "usage" in capsys.readouterr().err) == (2, True)


def test_a_strangers_text_moves_no_cursor() -> None:
    assert (
        clean("a\x1b[2Jb\rc\nd\u202e")
        == "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}c\nd\N{REPLACEMENT CHARACTER}"
    )


def test_it_is_a_program(tmp_path: Path) -> None:
    write(tmp_path, {"shop/api.py": SLEEPING})
    command = [sys.executable, "-m", "infra.rollbook", "review", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "ASY001" in done.stdout) == (1, True)
