"""Reads every Python file before any tool does: what the parser cannot bear never reaches those written in C."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.adapters.review.gathering import Gathered
from shared.adapters.review.limits import DEEPEST_TREE, LARGEST_FILE
from shared.adapters.review.retained import Retained
from shared.architect.domain.review.project import Unparsed
from shared.architect.domain.review.source import SourceFile
from shared.kernel.dataclasses import dataclass

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Screened:
    files: tuple[SourceFile, ...]
    unparsed: tuple[Unparsed, ...]


def prescreen(gathered: Gathered, clean: Path, retained: Retained, progress: Callable[[int], None]) -> Screened:
    """Writes the files that can be read below `clean`, where tools look. `progress`: files done."""
    files: list[SourceFile] = []
    unparsed: list[Unparsed] = []
    for done, path in enumerate(gathered.python, 1):
        read = _read(path, gathered.read(path))
        if isinstance(read, Unparsed):
            unparsed.append(read)
        else:
            files.append(read)
            _ = read.import_rows, read.measures if read.kind == "code" else None
            retained.keep(read)
            place = clean / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(read.text, encoding="utf-8", newline="")
        progress(done)
    return Screened(tuple(files), tuple(unparsed))


def _read(path: str, octets: bytes) -> SourceFile | Unparsed:
    if len(octets) > LARGEST_FILE:
        return Unparsed(path, "larger than 1 MB")
    try:
        file = SourceFile(path, octets.decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
    except UnicodeDecodeError as wrong:
        return Unparsed(path, "not UTF-8", octets.count(b"\n", 0, wrong.start) + 1)
    except SyntaxError as wrong:
        return Unparsed(path, f"no Python that this version reads: {wrong.msg}", wrong.lineno or 1)
    except ValueError:
        return Unparsed(path, "it holds null bytes")
    except (RecursionError, MemoryError):
        return Unparsed(path, "nested too deeply to be read")
    if file.walk.depth > DEEPEST_TREE:
        return Unparsed(path, f"nested more than {DEEPEST_TREE} deep")
    return file


@contextmanager
def without_collecting() -> Iterator[None]:
    """Trees are millions of objects without cycles: looking for some in them takes longer than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
