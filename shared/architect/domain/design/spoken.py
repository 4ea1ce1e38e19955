"""Requirements as people write them in one line: `p99_ms=50`, `kind=crud,api`, `vector=true`."""

import re
from collections.abc import Mapping

from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.schema import Field, Schema

_NUMBER = re.compile(r"-?(?:\d{1,18}(?:\.\d{1,18})?|\.\d{1,18})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_FLAGS: Mapping[str, Value] = {"true": True, "false": False}


def spoken_values(texts: Mapping[str, str], schema: Schema) -> dict[str, Value]:
    """What each text means for its field. One that means nothing is left as it is, for the schema to refuse."""
    return {name: _value(schema.fields.get(name), text) for name, text in texts.items()}


def _value(field: Field | None, text: str) -> Value:
    match field.kind if field else None:
        case "int" | "num":
            return _number(text)
        case "bool":
            return _FLAGS.get(text, text)
        case "list" | "words":
            return tuple(text.split(",")) if text else ()
    return text


def _number(text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text)
    return int(number) if number.is_integer() else number
