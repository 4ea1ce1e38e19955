"""A folder as a zip file in memory."""

import io
import zipfile
from pathlib import Path

from infra.bundle.build import files_of

_MOMENT = (1980, 1, 1, 0, 0, 0)


def zipped(folder: Path) -> bytes:
    """The same files give the same bytes. Not compressed: the emulator unpacks it for every process it starts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in files_of(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
