"""What a bundle weighs, and the hash of all that is in it."""

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from infra.bundle.build import files_of

# What Lambda takes: the code of one function, unzipped, and zipped where it is uploaded directly.
LARGEST_UNZIPPED = 250 * 1024 * 1024
_SHOWN = 8


@dataclass(frozen=True)
class Weight:
    """Bytes; `zipped` as a zip file would hold them. `digest`: SHA-256 over names and contents."""

    files: int
    unzipped: int
    zipped: int
    digest: str
    heaviest: tuple[tuple[str, int], ...]


def weigh(folder: Path) -> Weight:
    whole, parts, zipped, files = hashlib.sha256(), Counter[str](), 0, 0
    for path in files_of(folder):
        name, content = path.relative_to(folder), path.read_bytes()
        whole.update(f"{name.as_posix()}\0{len(content)}\0".encode() + content)
        parts[name.parts[0]] += len(content)
        zipped += len(zlib.compress(content, 6))
        files += 1
    return Weight(files, parts.total(), zipped, whole.hexdigest(), tuple(parts.most_common(_SHOWN)))


def lines(name: str, weight: Weight) -> list[str]:
    heaviest = ", ".join(f"{part} {_megabytes(size)}" for part, size in weight.heaviest)
    return [
        f"{name}: {_megabytes(weight.unzipped)} MB in {weight.files} files, {_megabytes(weight.zipped)} MB zipped",
        f"    sha256 {weight.digest}",
        f"    heaviest: {heaviest}",
    ]


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}"
