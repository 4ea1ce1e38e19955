"""Where a stream worker stands, kept in a file so that a restart with kept state goes on from there."""

import json
import threading
from pathlib import Path


class Checkpoints:
    """Sequence numbers by shard. Written to a new file that replaces the old one: never half a checkpoint."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._positions: dict[str, str] = {}
        if path and path.exists():
            self._positions = json.loads(path.read_text())

    def load(self, shard: str) -> str | None:
        return self._positions.get(shard)

    def save(self, shard: str, sequence_number: str) -> None:
        with self._lock:
            self._positions[shard] = sequence_number
            if self._path:
                fresh = self._path.with_suffix(".new")
                fresh.write_text(json.dumps(self._positions))
                fresh.replace(self._path)
