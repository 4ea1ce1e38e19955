"""One bash shell that runs block after block, so that a later block sees the variables of an earlier one."""

import subprocess
import threading
from types import TracebackType
from typing import Self

_END = "=== end of block ==="


class Shell:
    """Ends at the first command that fails; a block that takes too long ends it too."""

    def __init__(self, seconds_per_block: float = 60.0) -> None:
        self._seconds = seconds_per_block
        self._bash = subprocess.Popen(
            ["bash", "-e"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, commands: str) -> tuple[bool, str]:
        """Whether every command succeeded, and all that was printed."""
        assert self._bash.stdin
        assert self._bash.stdout
        guard = threading.Timer(self._seconds, self._bash.kill)
        guard.start()
        printed: list[str] = []
        try:
            self._bash.stdin.write(f"{commands}\nprintf '\\n%s\\n' '{_END}'\n")
            self._bash.stdin.flush()
            for line in self._bash.stdout:
                if line == f"{_END}\n":
                    return True, "".join(printed).rstrip("\n")
                printed.append(line)
        except BrokenPipeError:
            printed.append("(the shell had ended)")
        finally:
            guard.cancel()
        return False, "".join(printed).rstrip("\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bash.kill()
        self._bash.communicate()
