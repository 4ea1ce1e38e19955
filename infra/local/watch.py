"""Notices edits of the code."""

import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

from infra.local.messages import Edited, Inbox

WATCHED = ("functions", "shared", "infra")
SUFFIXES = frozenset({".py", ".html", ".css", ".txt", ".json", ".csv", ".j2"})
# Read once by the parent process, which an edit does not replace.
_PARENT = frozenset(
    {
        "infra/declarations.py",
        "infra/topology.py",
        "infra/local/cli.py",
        "infra/local/console.py",
        "infra/local/emulator.py",
        "infra/local/environment.py",
        "infra/local/launch.py",
        "infra/local/process.py",
        "infra/local/provision.py",
        "infra/local/state.py",
        "infra/local/supervisor.py",
    }
)


def names(paths: tuple[str, ...]) -> str:
    """The first few, for a line in the terminal."""
    more = len(paths) - 3
    return ", ".join(paths[:3]) + (f" and {more} more" if more > 0 else "")


def needs_restart(paths: tuple[str, ...]) -> bool:
    """Whether a file was saved that a new child process alone does not take up."""
    return not _PARENT.isdisjoint(paths)


def watch_edits(root: Path, inbox: Inbox, say: Callable[[str], None]) -> None:
    """Put an `Edited` into `inbox` for each edit, from a thread that ends with the process."""
    threading.Thread(target=_watch, args=(root, inbox, say), name="edits", daemon=True).start()


def _watch(root: Path, inbox: Inbox, say: Callable[[str], None]) -> None:
    places = [root / name for name in WATCHED if (root / name).is_dir()]
    try:
        for changes in watchfiles.watch(*places, watch_filter=_is_code, debounce=400, step=100, raise_interrupt=False):
            inbox.put(Edited(tuple(sorted({str(Path(path).relative_to(root)) for _, path in changes}))))
    except (OSError, RuntimeError) as error:  # the system's limit of watched files, for one
        say(f"Edits of the code are not noticed ({error}): stop and start again to load them.")


def _is_code(_change: watchfiles.Change, path: str) -> bool:
    return Path(path).suffix in SUFFIXES and not Path(path).name.startswith((".", "__pycache__"))
