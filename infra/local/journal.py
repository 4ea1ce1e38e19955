"""A list that only grows, in a file, so that it outlives a reload of the code and takes no memory to speak of."""

import json
import os
import threading
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


class Journal:
    """Entries in order of arrival, one JSON line each; in memory is only where each of them ends.

    Without a path the lines themselves are in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._lock, self._lines = path, threading.Lock(), bytearray()
        self._ends = array("Q", [0])
        if path and path.exists():
            self._find_ends(path)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def extend(self, entries: Iterable[Entry]) -> None:
        lines = [json.dumps(entry).encode() + b"\n" for entry in entries]
        with self._lock:
            if self._path:
                with self._path.open("ab") as file:
                    file.writelines(lines)
            else:
                self._lines += b"".join(lines)
            for line in lines:
                self._ends.append(self._ends[-1] + len(line))

    def entries(self, after: int = 0) -> list[Entry]:
        """All of them, or those behind the first so many."""
        return [json.loads(line) for line in self.lines(range(min(after, len(self)), len(self)))]

    def entry(self, place: int) -> Entry:
        """The one at this place, counted from 0. Raises IndexError."""
        return dict(json.loads(self.lines([place])[0]))

    def lines(self, places: Iterable[int]) -> list[bytes]:
        """As JSON, without their line ends."""
        spans = [(self._ends[place], self._ends[place + 1]) for place in places]
        if not self._path:
            return [bytes(self._lines[start : end - 1]) for start, end in spans]
        if not spans:
            return []
        with self._path.open("rb") as file:
            return [_read(file, start, end) for start, end in spans]

    def _find_ends(self, path: Path) -> None:
        """A last line that a crash cut off is dropped: what is written next would be glued to it."""
        with path.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    self._ends.append(self._ends[-1] + len(line))
        os.truncate(path, self._ends[-1])


def _read(file: Any, start: int, end: int) -> bytes:
    file.seek(start)
    return bytes(file.read(end - start - 1))
