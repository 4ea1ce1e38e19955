"""A list that only grows, in memory and in a file, so that it outlives a reload of the code."""

import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class Journal:
    """Entries in order of arrival, one JSON line each. Without a path it lives in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._lock = path, threading.Lock()
        self._entries: list[dict[str, Any]] = []
        if path and path.exists():
            with path.open(encoding="utf-8") as lines:
                self._entries = [json.loads(line) for line in lines if line.endswith("\n")]

    def extend(self, entries: Iterable[dict[str, Any]]) -> None:
        with self._lock:
            fresh = list(entries)
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    file.writelines(json.dumps(entry) + "\n" for entry in fresh)
            self._entries.extend(fresh)

    def entries(self) -> list[dict[str, Any]]:
        return self._entries[:]
