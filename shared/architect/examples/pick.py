"""Code and configuration for a design: whole files of the template projects here, which `make examples` runs."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from shared.architect.domain.design.outcome import Parts
from shared.kernel.dataclasses import dataclass

Language = Literal["python", "yaml", "ini", "dockerfile"]
Kind = Literal["code", "configuration", "test"]


@dataclass(frozen=True)
class CodeExample:
    """`purpose_key`: what it is for, in the words of `samples.purposes`."""

    key: str
    path: str
    language: Language
    purpose_key: str
    text: str
    kind: Kind


def examples_for(parts: Parts) -> tuple[CodeExample, ...]:
    """Those that fit the parts, in the order of the index."""
    return tuple(_read(row) for row in _index() if any(_fits(when, parts) for when in row["when"]))


def _fits(when: Mapping[str, list[str]], parts: Parts) -> bool:
    return all(parts.get(dimension) in options for dimension, options in when.items())


def _read(row: Mapping[str, Any]) -> CodeExample:
    text = files("shared.architect.examples").joinpath(row["path"]).read_text("utf-8")
    return CodeExample(row["key"], row["path"], row["language"], row["key"], text, row["kind"])


@cache
def _index() -> list[dict[str, Any]]:
    text = files("shared.architect.examples").joinpath("index.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["example"]
    return found
