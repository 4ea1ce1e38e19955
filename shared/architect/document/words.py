"""Words of one language, from shared/architect/knowledge/words: a file for each kind of thing that is told.

A message is text with places to fill: `{name}`. What fills them is given by whoever tells (see wording.py), so that a
sentence without a value of the request cannot be written by accident: tests look at every message.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Words:
    """`Words("zh")("options.redis.label")`: a file's name, then the path in it."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, path: str) -> str:
        """Raises KeyError where there is no such message."""
        found = self.find(path)
        if found is None:
            raise KeyError(f"{self.language}: {path}")
        return found

    def find(self, path: str) -> str | None:
        found = self.table(path)
        return found if isinstance(found, str) else None

    def table(self, path: str) -> Any:
        """The message, or what is below the path: None where there is neither."""
        file, *steps = path.split(".")
        found: Any = _file(self.language, file)
        for step in steps:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def listed(self, items: Sequence[str]) -> str:
        """ "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        comma, last = (", ", " and ") if self.language == "en" else ("、", "和")
        return comma.join(items[:-1]) + last + items[-1]

    def apart(self, items: Sequence[str]) -> str:
        """Items that hold commas of their own."""
        return ("; " if self.language == "en" else "；").join(items)

    def joined(self, sentences: Sequence[str]) -> str:
        return (" " if self.language == "en" else "").join(each for each in sentences if each)


@cache
def _file(language: str, name: str) -> Mapping[str, Any]:
    text = files("shared.architect.knowledge").joinpath("words").joinpath(language, f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
