"""Short names for contents, by which a change is noticed."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra.bundle.build import files_of
from infra.deploy_local.context import BUNDLES, ROOT
from infra.topology import Function

_OWN = "functions"
_ROOMS = (_OWN, "shared")


def of_function(function: Function, bundles: Path = BUNDLES) -> str:
    """Of all that can change what this function does: its dependencies, shared code, its own folder; no other's."""
    bundle = bundles / function.bundle
    rest = bundles / "dependencies.sha256"
    return _digest([*_code(bundle, function.name), rest], bundles)


def of_dependencies() -> str:
    """Of what the bundles' dependencies are chosen by."""
    return _digest([ROOT / "uv.lock", *_python(ROOT / "infra" / "bundle")], ROOT)


def of_declaration() -> str:
    """Of what the template is made from, but for the code of the functions."""
    declared = list((ROOT / "infra").glob("*.py")) + list(_python(ROOT / "infra" / "resources"))
    context = ROOT / "infra" / "deploy_local" / "context.py"
    return _digest([*sorted(declared), context, ROOT / "cdk.json", ROOT / "uv.lock"], ROOT)


def _code(bundle: Path, name: str) -> Iterator[Path]:
    for room in _ROOMS:
        for path in files_of(bundle / room):
            place = path.relative_to(bundle).parts
            of_other = place[0] == _OWN and len(place) > 2 and place[1] != name
            if not of_other and path.suffix != ".pyc":
                yield path


def _python(folder: Path) -> Iterator[Path]:
    return (path for path in files_of(folder) if path.suffix == ".py")


def _digest(paths: Iterable[Path], root: Path) -> str:
    whole = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()
