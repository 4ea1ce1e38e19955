"""Changed code is noticed, copied and compiled; and told apart by the function that it can change."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.deploy_local.failures import BuildFailed
from infra.deploy_local.fingerprints import of_function
from infra.deploy_local.refresh import refresh
from infra.deploy_local.zipping import zipped
from infra.topology import FUNCTIONS

PYTHON = Path(sys.executable)
BUNDLES = sorted({function.bundle for function in FUNCTIONS})
SESSIONS, ACCOUNTS = (next(each for each in FUNCTIONS if each.name == name) for name in ("sessions", "accounts"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project."""
    for name in ("functions/calls.py", "functions/sessions/handler.py", "functions/accounts/handler.py", "shared/a.py"):
        write(tmp_path / "project" / name, "x = 1\n")
    return tmp_path / "project"


@pytest.fixture
def bundles(tmp_path: Path, root: Path) -> Path:
    """Its bundles, up to date."""
    place = tmp_path / "bundles"
    for bundle in BUNDLES:
        for room in ("functions", "shared"):
            (place / bundle / room).mkdir(parents=True)
    write(place / "dependencies.sha256", "1")
    refresh(PYTHON, root, place)
    return place


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def fingerprints(bundles: Path) -> tuple[str, str]:
    return of_function(SESSIONS, bundles), of_function(ACCOUNTS, bundles)


def test_nothing_is_done_where_nothing_changed(root: Path, bundles: Path) -> None:
    assert refresh(PYTHON, root, bundles) == set()


def test_what_was_edited_added_or_removed_is_brought_over(root: Path, bundles: Path) -> None:
    write(root / "shared/a.py", "x = 2\n")
    write(root / "shared/deep/b.txt", "new")
    (root / "functions/accounts/handler.py").unlink()
    assert refresh(PYTHON, root, bundles) == {"shared/a.py", "shared/deep/b.txt", "functions/accounts/handler.py"}
    for bundle in BUNDLES:
        assert (bundles / bundle / "shared/a.py").read_text() == "x = 2\n"
        assert (bundles / bundle / "shared/deep/b.txt").exists()
        assert not (bundles / bundle / "functions/accounts/handler.py").exists()


def test_bytecode_of_an_edited_file_is_of_the_edit_though_nothing_compares_them(root: Path, bundles: Path) -> None:
    write(root / "shared/a.py", "x = 'edited'\n")
    refresh(PYTHON, root, bundles)
    (bundles / "accounts/shared/a.py").write_text("x = 'the bytecode was not used'\n")
    command = [
        str(PYTHON),
        "-I",
        "-c",
        "import sys; sys.path.insert(0, sys.argv[1]); import shared.a; print(shared.a.x)",
    ]
    said = subprocess.run([*command, str(bundles / "accounts")], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "edited"


def test_code_that_does_not_compile_is_told(root: Path, bundles: Path) -> None:
    write(root / "shared/a.py", "x = = 1\n")
    with pytest.raises(BuildFailed, match=r"(?s)does not compile.*shared/a\.py"):
        refresh(PYTHON, root, bundles)


def test_code_that_does_not_compile_is_told_again_until_it_is_edited(root: Path, bundles: Path) -> None:
    write(root / "shared/a.py", "x = = 1\n")
    for _ in range(len(BUNDLES) + 1):
        with pytest.raises(BuildFailed):
            refresh(PYTHON, root, bundles)
    write(root / "shared/a.py", "x = 1\n")
    assert refresh(PYTHON, root, bundles) == {"shared/a.py"}


def test_what_is_no_part_of_a_bundle_is_not_brought_over(root: Path, bundles: Path) -> None:
    write(root / "shared/adapters/memory/twin.py", "x = 1\n")
    assert refresh(PYTHON, root, bundles) == set()


def test_a_function_s_own_code_changes_only_its_fingerprint(root: Path, bundles: Path) -> None:
    sessions, accounts = fingerprints(bundles)
    write(root / "functions/sessions/handler.py", "x = 2\n")
    refresh(PYTHON, root, bundles)
    assert fingerprints(bundles)[0] != sessions
    assert fingerprints(bundles)[1] == accounts


@pytest.mark.parametrize("shared", ["shared/a.py", "functions/calls.py"])
def test_shared_code_changes_every_fingerprint(root: Path, bundles: Path, shared: str) -> None:
    before = fingerprints(bundles)
    write(root / shared, "x = 2\n")
    refresh(PYTHON, root, bundles)
    assert not set(before) & set(fingerprints(bundles))


def test_other_dependencies_change_every_fingerprint(bundles: Path) -> None:
    before = fingerprints(bundles)
    write(bundles / "dependencies.sha256", "2")
    assert not set(before) & set(fingerprints(bundles))


def test_the_same_folder_makes_the_same_zip(bundles: Path) -> None:
    first = zipped(bundles / "accounts")
    os.utime(bundles / "accounts/shared/a.py", (1_000_000_000, 1_000_000_000))
    assert zipped(bundles / "accounts") == first
