"""Sentences about one request: messages filled with its values, its parts and its numbers."""

import re
from collections.abc import Mapping

from shared.architect.document import numbers
from shared.architect.document.words import Language, Words
from shared.architect.domain.design.outcome import Parts
from shared.architect.domain.design.requirements import Requirements, Value

_PLACE = re.compile(r"\{(\w+)(?::([\w.]+))?\}")
_PHRASES = frozenset(
    {
        "said",
        "label",
        "drivers",
        "because",
        "built",
        "option",
        "options",
        "runner_up",
        "dimension",
        "parts",
        "criterion",
        "store",
    }
)
_SMALL = ("arq", "pgvector")
_SHARES = frozenset({"target", "idle_fraction", "hot_key_share"})
_SECONDS = frozenset({"rto_s", "rpo_s", "max_job_seconds"})
# A part of a message that is said only where a field asks for something: "[gpu? on a {said:gpu}]".
_IF = re.compile(r"\[(\w+)\?([^\]]*)\]")
_NOTHING = (False, None, (), "none")
_CJK = "\u4e00-\u9fff"
_BEFORE_HAN = re.compile(rf"([0-9A-Za-z%`)])([{_CJK}])")
_BETWEEN_HAN = re.compile(rf"(?<=[{_CJK}，。；：、（）]) +(?=[{_CJK}，。；：、（）])")
_AFTER_HAN = re.compile(rf"([{_CJK}])([0-9A-Za-z`(])")


class Wording:
    """Fills `{said:FIELD}` (the value inside a sentence), `{value:FIELD}` (with its unit), `{label:FIELD}`,
    `{part:DIMENSION}` (what was chosen), and what the caller gives by name."""

    def __init__(self, language: Language, requirements: Requirements, parts: Parts | None = None) -> None:
        self.words = Words(language)
        self.requirements = requirements
        self.parts = parts or {}

    def say(self, path: str, **given: str) -> str:
        """Raises KeyError where there is no such message, or it asks for what nobody gave."""
        return self.fill(self.words(path), **given)

    def fill(self, message: str, **given: str) -> str:
        message = _IF.sub(lambda part: part[2] if self.requirements[part[1]] not in _NOTHING else "", message)
        text = _PLACE.sub(lambda place: self._placed(place, given), message)
        if self.words.language == "zh":
            return _spaced(text)
        return text

    def _placed(self, place: re.Match[str], given: Mapping[str, str]) -> str:
        """A phrase that begins a sentence begins with a capital; names of products stay as they are."""
        text = self._filled(place[1], place[2], given)
        begins = place.start() == 0 or place.string[: place.start()].endswith((". ", "! ", "? "))
        starts = begins and place[1] in _PHRASES and self.words.language == "en"
        return capital(text) if starts else text

    def _filled(self, name: str, of: str | None, given: Mapping[str, str]) -> str:
        if of is None:
            return given[name]
        if name == "said":
            return self.said(of)
        if name == "value":
            return self.value(of)
        if name == "part":
            return self.option(self.parts[of])
        return self.label(of)

    def label(self, field: str) -> str:
        return self.words(f"fields.{field}.label")

    def dimension(self, name: str) -> str:
        return self.words(f"document.dimensions.{name}")

    def option(self, name: str) -> str:
        return self.words(f"options.{name}.label")

    def named(self, name: str) -> str:
        """An option inside a sentence: to take none of a dimension is to leave it out."""
        return self.words("decisions.left_out") if name == "none" else self.option(name)

    def said(self, field: str, value: Value | object = ...) -> str:
        """The value as a part of a sentence: "a team of 3 people"; the request's own where none is given."""
        said = self.requirements[field] if value is ... else value
        table = self.words.table(f"fields.{field}.said")
        if isinstance(table, Mapping):
            return str(table[_word(said)])
        if said is None or said == ():
            return self.words(f"fields.{field}.empty")
        return str(table).replace("{v}", self.shown(field, said))

    def turning(self, field: str, value: Value | object) -> dict[str, str]:
        """A value at which something turns, in the ways that languages need: the field's name with the value, or both
        in a phrase."""
        return {"label": self.label(field), "value": self.shown(field, value), "at": self.said(field, value)}

    def value(self, field: str) -> str:
        return self.shown(field, self.requirements[field])

    def shown(self, field: str, value: Value | object) -> str:
        """A value with its unit: "99.95%", "1 h", "240 reads/s", "web and mobile"."""
        if isinstance(value, tuple | list):
            return self.words.listed([self._choice(field, word) for word in value]) or self._empty(field)
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return self.said(field, value)
        if not isinstance(value, int | float):
            raise TypeError(f"{field} holds no value of a request")
        return self._number(field, value)

    def _number(self, field: str, value: float) -> str:
        if field in _SHARES:
            return numbers.share(value)
        if field in _SECONDS:
            return numbers.duration(value)
        one = self.words.find(f"fields.{field}.one") if value == 1 else None
        unit = one or self.words(f"fields.{field}.unit")
        return f"{numbers.exact(value)}{'' if unit == 'x' else ' '}{unit}"

    def _choice(self, field: str, word: str) -> str:
        known = self.words.find(f"fields.{field}.choice.{word}") or self.words.find(f"options.products.{word}")
        return known or plain(word)

    def _empty(self, field: str) -> str:
        return self.words.find(f"fields.{field}.empty") or "-"


def plain(text: str) -> str:
    """What others wrote, in one line and without the marks by which code is set off."""
    return " ".join(text.replace("`", "'").split())


def capital(text: str) -> str:
    """With a capital, unless it begins with a name: p99, arq."""
    begins = text[1:2].isalpha() or text[1:2] == " "
    return text[:1].upper() + text[1:] if begins and not text.startswith(_SMALL) else text


def _spaced(text: str) -> str:
    """A space between Han and Latin letters or digits, none between Han."""
    return _BETWEEN_HAN.sub("", _AFTER_HAN.sub(r"\1 \2", _BEFORE_HAN.sub(r"\1 \2", text)))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
