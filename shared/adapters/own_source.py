"""Rollbook's own code and template, as they run: one of the systems that it reviews."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_OURS = ("functions", "shared")
# The earliest that a zip can tell: the same code is the same bytes, whenever it was unpacked.
_MOMENT = (1980, 1, 1, 0, 0, 0)


class DeployedSource:
    """`template`: reads the stack's own; None where there is no stack."""

    def __init__(self, template: Callable[[], str | None], root: Path = _ROOT) -> None:
        self._template = template
        self._root = root

    def contents(self) -> Mapping[str, bytes]:
        template = self._template()
        return {"code": self._code()} | ({"template": template.encode()} if template else {})

    def _code(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted(path for name in _OURS for path in (self._root / name).rglob("*.py")):
                entry = zipfile.ZipInfo(path.relative_to(self._root).as_posix(), _MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
        return packed.getvalue()
