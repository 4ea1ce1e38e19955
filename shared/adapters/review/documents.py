"""Settings and templates of a source, parsed: TOML, JSON and YAML, within bounds, without tags that make objects."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from shared.adapters.review.gathering import Gathered
from shared.adapters.review.limits import LARGEST_FILE
from shared.architect.domain.review.drift import Document

_LARGEST_YAML = 256 * 1024  # a parser written in Python reads some 100 kB in a second
_MOST_YAML = 2 * 1024 * 1024
_LONG_KEY = re.compile(r"(?:[\w\"'-]{1,64}[ \t]{0,4}\.[ \t]{0,4}){100}")  # each dot costs as much as all before it
_FORMATS = {".toml": "toml", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}


def documents(gathered: Gathered, wanted: Iterable[str]) -> Mapping[str, Document]:
    """Of the files that are `wanted`, pyproject.toml, architect.toml, and templates of CloudFormation, by path. What
    cannot be read is not there."""
    asked = {*wanted, "pyproject.toml", "architect.toml"}
    found: dict[str, Document] = {}
    yaml_left = _MOST_YAML
    for path in gathered.settings:
        form = _FORMATS.get(PurePosixPath(path).suffix.lower(), "")
        if form in ("json", "yaml") or path in asked:
            text = _text(gathered.read(path))
            if path in asked or "AWS::" in text:
                yaml_left -= len(text) if form == "yaml" else 0
                value = parsed(text, form) if yaml_left > 0 or form != "yaml" else None
                if isinstance(value, Mapping):
                    found[path] = Document(path, value, text)
    return found


def templates(found: Mapping[str, Document]) -> Mapping[str, Mapping[str, Any]]:
    """Those that hold resources of CloudFormation."""
    return {path: one.value for path, one in found.items() if _is_template(one.value)}


def parsed(text: str, form: str) -> Any:
    """None for what cannot be read, or would take too long."""
    try:
        if form == "toml":
            return None if _LONG_KEY.search(text) else tomllib.loads(text)
        if form == "json":
            return json.loads(text)
        if form in ("yaml", "yml") and len(text) <= _LARGEST_YAML:
            return _yaml(text)
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError, MemoryError):
        return None
    return None


def _text(octets: bytes) -> str:
    if len(octets) > LARGEST_FILE:
        return ""
    return octets.decode("utf-8-sig", "replace")


def _is_template(value: Any) -> bool:
    resources = value.get("Resources") if isinstance(value, Mapping) else None
    return isinstance(resources, Mapping) and any(
        isinstance(one, Mapping) and str(one.get("Type", "")).startswith(("AWS::", "Custom::"))
        for one in resources.values()
    )


def _yaml(text: str) -> Any:
    """Raises ValueError. None where no parser is installed: JSON templates are still read."""
    try:
        import yaml
    except ImportError:
        return None
    try:
        return yaml.load(text, _loader())  # noqa: S506 - a SafeLoader, which makes no objects
    except yaml.YAMLError as wrong:
        raise ValueError("no YAML") from wrong


@cache
def _loader() -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Without aliases, of which a few lines make billions of values."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("an alias")
            return super().compose_node(parent, index)

    def intrinsic(loader: Any, suffix: str, node: Any) -> Any:
        """`!Sub x` is {"Fn::Sub": x}, as JSON templates say it."""
        if isinstance(node, yaml.ScalarNode):
            value = loader.construct_scalar(node)
        elif isinstance(node, yaml.SequenceNode):
            value = loader.construct_sequence(node, deep=True)
        else:
            value = loader.construct_mapping(node, deep=True)
        if suffix == "GetAtt" and isinstance(value, str):
            value = value.split(".", 1)
        return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}

    Loader.add_multi_constructor("!", intrinsic)
    return Loader
