"""YAML as CloudFormation takes it, made into plain values from the parser's events: no object is ever made that the
text asks for, nothing recurses, and a few lines cannot become billions of values.

Beside the values it tells the line of each member, and members that stand twice.
"""

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from shared.kernel.dataclasses import dataclass

DEEPEST = 100  # values in each other; real templates have some twenty
MOST_VALUES = 200_000  # a template of the largest size that CloudFormation takes has some fifty thousand
LONGEST_PATH = 500  # below, no lines are told: names of a kilobyte in each other would fill memory with paths

_STANDARD = "tag:yaml.org,2002:"
_SHORT = re.compile(r"!([A-Z][A-Za-z0-9]{1,40}(::[A-Za-z0-9]{1,40})?)")
_TRUE = frozenset({"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE = frozenset({"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,18}([eE][-+]?[0-9]{1,2})?")


class Unreadable(ValueError):
    """`code`: `not_a_template`, `too_deep`, `too_large` or `bomb`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass
class Composed:
    """`lines`: paths ("Resources/Queue/Properties") to lines from 1; `twice`: paths of members that stand twice, with
    the line of the second."""

    value: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    twice: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class _Frame:
    """A mapping or sequence that is being read. `size`: values in it so far, aliases counted in full."""

    made: Any
    tag: str | None
    anchor: str | None
    path: str
    key: str | None = None
    size: int = 1
    merged: list[Any] = field(default_factory=list)


def compose(text: str) -> Composed:
    """Raises Unreadable."""
    try:
        import yaml
    except ImportError as missing:  # a bundle without cfn-lint may lack it
        raise Unreadable("not_a_template", "No reader of YAML is installed here.") from missing
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    reading = _Reading()
    try:
        for event in yaml.parse(text, Loader=loader):
            reading.take(event)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise Unreadable("not_a_template", f"This is no YAML{where}.") from wrong
    return reading.found


class _Reading:
    def __init__(self) -> None:
        self.found = Composed()
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = 0

    def take(self, event: Any) -> None:
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise Unreadable("not_a_template", "A template is one document; here a second one begins.")
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._open({} if name.startswith("Mapping") else [], event)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._close()
        elif name == "ScalarEvent":
            self._scalar(event)
        elif name == "AliasEvent":
            self._alias(event)

    def _open(self, made: Any, event: Any) -> None:
        if self._frames and isinstance(self._frames[-1].made, dict) and self._frames[-1].key is None:
            raise Unreadable("not_a_template", f"The name of a member is no text in line {event.start_mark.line + 1}.")
        path = self._path(event)
        if len(self._frames) >= DEEPEST:
            raise Unreadable("too_deep", f"Values stand more than {DEEPEST} deep in each other.")
        self._frames.append(_Frame(made, _tag(event), event.anchor, path))

    def _close(self) -> None:
        frame = self._frames.pop()
        for other in frame.merged:
            for key, value in other.items():
                frame.made.setdefault(key, value)
        self._add(_tagged(frame.tag, frame.made), frame.size, frame.anchor)

    def _scalar(self, event: Any) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is not None and isinstance(frame.made, dict) and frame.key is None:
            frame.key = event.value
            self._name(frame, event)
            return
        self._path(event)
        plain = event.implicit[0] and event.style in (None, "")
        tag = _tag(event)
        value = event.value if tag or not plain else _plain(event.value)
        self._add(_tagged(tag, value), 1, event.anchor)

    def _name(self, frame: _Frame, event: Any) -> None:
        path = _below(frame.path, event.value)
        if event.value in frame.made:
            self.found.twice.append((path, event.start_mark.line + 1))
        if path != frame.path:
            self.found.lines[path] = event.start_mark.line + 1

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            raise Unreadable("not_a_template", f"The alias *{event.anchor[:40]} refers to itself, or to nothing.")
        if self._frames and isinstance(self._frames[-1].made, dict) and self._frames[-1].key is None:
            raise Unreadable("not_a_template", "The name of a member is an alias.")
        value, size = self._anchors[event.anchor]
        self._add(value, size, None, "bomb")

    def _add(self, value: Any, size: int, anchor: str | None, code: str = "too_large") -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, size)
        if not self._frames:
            self.found.value = value
            return
        frame = self._frames[-1]
        frame.size += size
        if frame.size > MOST_VALUES:
            raise Unreadable(code, f"It holds more than {MOST_VALUES:,} values, aliases followed.")
        if isinstance(frame.made, list):
            frame.made.append(value)
            return
        key, frame.key = frame.key, None
        if key == "<<":
            frame.merged.extend(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
        else:
            frame.made[key] = value

    def _path(self, event: Any) -> str:
        """Where the value that begins here will stand; of a list's item the line is noted, too."""
        if not self._frames:
            return ""
        frame = self._frames[-1]
        own = str(len(frame.made)) if isinstance(frame.made, list) else str(frame.key)
        path = _below(frame.path, own)
        self.found.lines.setdefault(path, event.start_mark.line + 1)
        return path


def _below(path: str, name: str) -> str:
    """The path of a member; what lies too deep is told at the place that holds it."""
    below = f"{path}/{name}".lstrip("/")
    return below if len(below) <= LONGEST_PATH else path


def _tag(event: Any) -> str | None:
    """The function that a short tag means: `!Sub` is Fn::Sub. Raises Unreadable for tags that make objects."""
    tag = event.tag
    if tag is None or tag == "!":
        return None
    if tag.startswith(_STANDARD):
        if tag.removeprefix(_STANDARD) in ("str", "int", "float", "bool", "null", "map", "seq"):
            return None
        raise Unreadable("not_a_template", f"The tag {tag[:60]} has no place in a template.")
    found = _SHORT.fullmatch(tag)
    if found is None:
        raise Unreadable("not_a_template", f"The tag {tag[:60]} has no place in a template.")
    return found[1] if found[1] in ("Ref", "Condition") else f"Fn::{found[1]}"


def _tagged(tag: str | None, value: Any) -> Any:
    if tag is None:
        return value
    if tag == "Fn::GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag: value}


def _plain(text: str) -> Any:
    """YAML 1.1, as CloudFormation reads it; dates stay texts."""
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text in _NULL:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text


def depth_and_size(value: Any) -> tuple[int, int]:
    """How deep values stand in each other, and how many there are: counted without recursion, up to what is allowed."""
    deepest = size = 0
    for depth, _ in _walk(value):
        size += 1
        deepest = max(deepest, depth)
        if size > MOST_VALUES or deepest > DEEPEST:
            break
    return deepest, size


def _walk(value: Any) -> Iterator[tuple[int, Any]]:
    pending = [(1, value)]
    while pending:
        depth, here = pending.pop()
        yield depth, here
        inner = here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
        pending.extend((depth + 1, one) for one in inner)
