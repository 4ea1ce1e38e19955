"""Where questions are shown and answers read. All of it on the error stream: the document may go elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from infra.rollbook.show import clean

# Where nobody looks, in a log, lines are not broken.
_UNBROKEN = 10_000


class Left(Exception):
    """Whoever was asked closed the input."""


def error_console() -> Console:
    return Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else _UNBROKEN)


class Terminal:
    def __init__(self, console: Console) -> None:
        self.console = console

    @property
    def interactive(self) -> bool:
        """Somebody sits before it who can read what is asked, and answer."""
        return sys.stdin.isatty() and self.console.is_terminal

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        self.console.print(Padding(Text(clean(text), style), (0, 0, 0, indent), expand=False) if text else "")

    def read(self) -> str:
        """One line, without the space around it. Raises Left."""
        self.console.print("> ", end="")
        try:
            return input().strip()
        except EOFError:
            raise Left from None

    @contextmanager
    def working(self, text: str) -> Iterator[None]:
        """Something turns while it lasts; where nobody looks, one line."""
        if not self.console.is_terminal:
            self.line(f"{text} ...")
            yield
            return
        with self.console.status(text):
            yield
