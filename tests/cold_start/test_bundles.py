"""What is in a bundle, what is not, and that the same input gives the same bytes."""

import shutil
from pathlib import Path

import pytest

from infra.bundle.build import BASE, assemble, files_of
from infra.bundle.contents import BUNDLES, TASK_ROOT, Bundle
from infra.bundle.report import LARGEST_UNZIPPED, lines, weigh
from infra.topology import FUNCTIONS

PLUMBING = next(bundle for bundle in BUNDLES if bundle.name == "plumbing")
_FLAGS, _UNCHECKED_HASH = slice(4, 8), b"\x01\x00\x00\x00"


def test_every_function_names_a_bundle_and_every_bundle_has_a_function() -> None:
    assert {function.bundle for function in FUNCTIONS} == {bundle.name for bundle in BUNDLES}


def test_the_same_input_gives_the_same_bytes(dependencies: Path, python: str, bundles: Path, tmp_path: Path) -> None:
    assemble(PLUMBING, dependencies, python, tmp_path / "again")
    assert weigh(tmp_path / "again") == weigh(bundles / "plumbing")
    (tmp_path / "again" / "shared" / "settings.py").write_text("")
    assert weigh(tmp_path / "again").digest != weigh(bundles / "plumbing").digest


def test_every_module_has_bytecode_that_is_never_compared_with_its_source(bundles: Path) -> None:
    for bundle in BUNDLES:
        modules = {path for path in files_of(bundles / bundle.name) if path.suffix == ".py"}
        compiled = {path for path in files_of(bundles / bundle.name) if path.suffix == ".pyc"}
        assert {path.parent.parent / f"{path.name.split('.')[0]}.py" for path in compiled} == modules
        assert {path.read_bytes()[_FLAGS] for path in compiled} == {_UNCHECKED_HASH}


def test_places_in_tracebacks_are_those_of_lambda(bundles: Path) -> None:
    (compiled,) = (bundles / "accounts" / "shared" / "__pycache__").glob("settings.*.pyc")
    assert f"{TASK_ROOT}/shared/settings.py".encode() in compiled.read_bytes()


def test_what_serves_others_is_left_out_and_every_reason_still_meets_something(
    dependencies: Path, bundles: Path
) -> None:
    there = {path.relative_to(bundles / "accounts").parts[0] for path in files_of(bundles / "accounts")}
    assert there.isdisjoint({"botocore", "boto3", "pynamodb", "moto", "pytest", "aws_cdk", "bin", "tests", "infra"})
    assert not (bundles / "accounts" / "shared" / "adapters" / "memory").exists()
    plumbing = {path.relative_to(bundles / "plumbing").parts[0] for path in files_of(bundles / "plumbing")}
    assert plumbing.isdisjoint({"argon2", "cryptography", "jinja2", "email_validator", "precis_i18n"})
    installed = [path.relative_to(dependencies / BASE).as_posix() for path in files_of(dependencies / BASE)]
    for pattern in PLUMBING.without:
        only = Bundle("one", without={pattern: PLUMBING.without[pattern]})
        none = Bundle("none")
        source = [*installed, "shared/adapters/common_passwords.bloom"]
        assert any(only.leaves_out(path) and not none.leaves_out(path) for path in source), pattern


@pytest.mark.parametrize(
    "name", [".env", "shared/.env", "shared/edge/.http.py.swp", "shared/a.py~", "shared/a.py.orig"]
)
def test_what_lies_about_on_the_machine_that_builds_stays_there(name: str) -> None:
    """It could be a secret; and two machines would build different bundles."""
    assert all(bundle.leaves_out(name) for bundle in BUNDLES)
    assert not any(bundle.leaves_out("shared/edge/http.py") for bundle in BUNDLES)


def test_licences_stay_with_what_they_belong_to(bundles: Path) -> None:
    names = [path.relative_to(bundles / "accounts").as_posix().lower() for path in files_of(bundles / "accounts")]
    for library in ("pydantic", "cryptography", "argon2_cffi", "jinja2"):
        assert [name for name in names if name.startswith(f"{library}-") and "licen" in name], library


def test_a_bundle_fits_into_lambda_and_tells_its_weight(bundles: Path, tmp_path: Path) -> None:
    for bundle in BUNDLES:
        weight = weigh(bundles / bundle.name)
        assert weight.zipped < weight.unzipped < LARGEST_UNZIPPED * (0.6 if bundle.name == "templates" else 0.25)
        assert weight.digest in "\n".join(lines(bundle.name, weight))
    assert weigh(bundles / "plumbing").unzipped < weigh(bundles / "accounts").unzipped / 2
    shutil.copytree(bundles / "plumbing", tmp_path / "copy")
    assert weigh(tmp_path / "copy").digest == weigh(bundles / "plumbing").digest
