"""Where questions are shown and answers read. All of it on the error stream: the document may go elsewhere."""

import sys

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from infra.rollbook.show import clean


class Left(Exception):
    """Whoever was asked closed the input."""


class Terminal:
    def __init__(self, console: Console) -> None:
        self.console = console

    @property
    def interactive(self) -> bool:
        """Somebody sits before it who can read what is asked, and answer."""
        return sys.stdin.isatty() and self.console.is_terminal

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        self.console.print(Padding(Text(clean(text), style), (0, 0, 0, indent)) if text else "")

    def read(self) -> str:
        """One line, without the space around it. Raises Left."""
        self.console.print("> ", end="")
        try:
            return input().strip()
        except EOFError:
            raise Left from None
