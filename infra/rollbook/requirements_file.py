"""Requirements from a file, YAML or JSON: alone, or below `requirements` with the system's name beside them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.rollbook.faults import Fault, WrongInput, nearest, wrong
from shared.architect.document.words import LANGUAGES, Language
from shared.architect.domain.records.design import Design

LONGEST_BRIEF = 4000  # as over HTTP
_PLAIN = "It must be one document of plain YAML, without tags."
_MEMBERS = ("system", "language", "brief", "requirements")


@dataclass(frozen=True)
class Asked:
    """`lines`: where each member stands, by path, as far as that is known."""

    system: str
    language: Language
    requirements: Mapping[str, Any]
    brief: str | None
    lines: Mapping[str, int]


def read_requirements(path: Path) -> Asked:
    """A system that is not named is called as its file is. Raises WrongInput, OSError."""
    content, lines = _content(path)
    if not isinstance(content, dict):
        raise wrong(str(path), "It must hold fields and their values, such as `team_size: 4`.")
    beside = [name for name in content if name in _MEMBERS]
    if not beside:
        content = {"requirements": content}
    elif "requirements" not in content:
        raise wrong(str(path), f"`{beside[0]}` stands beside `requirements`, and the fields below that.")
    faults = list(_faults(content, lines))
    if faults:
        raise WrongInput(str(path), faults)
    return Asked(
        system=content.get("system") or path.stem,
        language=content.get("language") or "en",
        requirements=content["requirements"] or {},
        brief=content.get("brief"),
        lines=lines,
    )


def requirements_text(design: Design) -> str:
    """What was said of a design, answers included, as a file to begin with the next time; assumptions are left out."""
    head = {"system": design.system, "language": design.language, "brief": design.brief}
    said = {**design.given, **(design.asked or {})}
    lines = [f"{name}: {_written(value)}" for name, value in head.items() if value is not None]
    fields = [f"  {name}: {_written(value)}" for name, value in said.items()]
    return "\n".join([*lines, "requirements:", *fields]) + "\n"


def _written(value: Any) -> str:
    """In JSON, which YAML reads."""
    return json.dumps(value, ensure_ascii=False)


def _content(path: Path) -> tuple[Any, Mapping[str, int]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise wrong(str(path), "It must be text in UTF-8.") from None
    return (_json(path, text), {}) if path.suffix.lower() == ".json" else _yaml(path, text)


def _json(path: Path, text: str) -> Any:
    def members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = [Fault(name, "It stands twice.") for name in dict.fromkeys(names) if names.count(name) > 1]
        if twice:
            raise WrongInput(str(path), twice)
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=members)
    except json.JSONDecodeError as error:
        raise WrongInput(str(path), [Fault("", f"This is no JSON: {error.msg}.", error.lineno)]) from None
    except RecursionError:
        raise wrong(str(path), "Values stand too deep in each other.") from None


def _yaml(path: Path, text: str) -> tuple[Any, Mapping[str, int]]:
    from shared.adapters.review.template_yaml import Unreadable, compose

    try:
        read = compose(text)
    except Unreadable as error:
        is_yaml = error.code == "not_a_template" and error.__cause__ is None  # and says more than plain values
        raise wrong(str(path), _PLAIN if is_yaml else str(error)) from None
    if read.twice:
        raise WrongInput(str(path), [Fault(name, "It stands twice.", line) for name, line in read.twice])
    return read.value, read.lines


def _faults(content: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Fault]:
    for name, value in content.items():
        must = _must(name, value)
        if must:
            yield Fault(str(name), must, lines.get(str(name)))


def _must(name: str, value: Any) -> str | None:
    """What a member must be, where it is not so."""
    match name, value:
        case "requirements", None | dict():
            return None
        case "requirements", _:
            return "Fields and their values, such as `team_size: 4`."
        case "language", None | "en" | "zh":
            return None
        case "language", _:
            return f"One of: {', '.join(LANGUAGES)}."
        case "system" | "brief", None | str():
            too_long = name == "brief" and len(value or "") > LONGEST_BRIEF
            return f"At most {LONGEST_BRIEF} characters." if too_long else None
        case "system" | "brief", _:
            return "A text."
    beside = ", ".join(_MEMBERS[:-1])
    return f"Beside `requirements` there are only {beside}; fields stand below it.{nearest(name, _MEMBERS)}"
