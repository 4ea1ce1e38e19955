"""What is wrong with what somebody wrote: where it stands, what it must be, and what was probably meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from infra.rollbook.show import clean
from shared.architect.knowledge.load import knowledge
from shared.kernel.errors import FieldError, ValidationFailed

_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Fault:
    """`place`: the field, or what else it was called. `line`: in its file, from 1, where that is known."""

    place: str
    must: str
    line: int | None = None


class WrongInput(Exception):
    """Nothing was begun: each fault is to be told."""

    def __init__(self, source: str, faults: Sequence[Fault]) -> None:
        super().__init__(source)
        self.source = source
        self.faults = tuple(faults)


def wrong(source: str, must: str) -> WrongInput:
    """Of the whole."""
    return WrongInput(source, [Fault("", must)])


def faults_of(
    refused: ValidationFailed, given: Mapping[str, Any], lines: Mapping[str, int] | None = None
) -> list[Fault]:
    """`given`: what was said by field; `lines`: where, by path ("requirements/team_size")."""
    known = lines or {}
    return [_fault(error, given, known) for error in refused.errors]


def nearest(name: str, names: Sequence[str]) -> str:
    """ " Did you mean `team_size`?", or nothing."""
    found = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return f" Did you mean `{found[0]}`?" if found else ""


def show_faults(refused: WrongInput, console: Console) -> None:
    console.print(Text(clean(f"{refused.source} cannot be used:"), "bold red"))
    for fault in refused.faults:
        where = "".join([f"line {fault.line}, " if fault.line else "", f"{fault.place}: " if fault.place else ""])
        told = Text.assemble((clean(where), "bold"), clean(fault.must))
        console.print(Padding(told, (0, 0, 0, 2), expand=False))


def _fault(error: FieldError, given: Mapping[str, Any], lines: Mapping[str, int]) -> Fault:
    path = error.pointer.lstrip("/?").replace("~1", "/").replace("~0", "~")
    name = path.removeprefix("requirements/").removeprefix("answers/")
    said = given.get(name)
    must = error.detail + "".join(_meant(error, name, given))
    shown = name if said is None else f"{name} ({_shown(said)})"
    return Fault(shown if error.code != "unknown_field" else name, must, lines.get(path, lines.get(name)))


def _meant(error: FieldError, name: str, given: Mapping[str, Any]) -> Iterator[str]:
    if error.code == "unknown_field":
        yield nearest(name, list(knowledge().schema.fields)) or " `rollbook design --fields` lists all."
        return
    words, said = _words(name, given), given.get(name)
    for word in said if isinstance(said, list | tuple) else [said]:
        if isinstance(word, str) and words and word not in words:
            told = name in knowledge().schema.fields  # the schema lists the words of a field itself
            yield nearest(word, words) or ("" if told else f" One of: {', '.join(words)}.")


def _words(name: str, given: Mapping[str, Any]) -> Sequence[str]:
    """What it may be: of a field, or of a decision."""
    known, dimension = knowledge(), given.get("dimension")
    if name in known.schema.fields:
        return known.schema.fields[name].words
    options = {each.id: [option.id for option in each.options] for each in known.dimensions}
    return list(options) if name == "dimension" else options.get(str(dimension), [])


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
