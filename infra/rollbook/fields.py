"""Every field that requirements may have, as a YAML file to fill in: each with its question, form and assumption."""

from collections.abc import Iterator
from itertools import groupby

from shared.architect.document.words import Language, Words
from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.schema import Field
from shared.architect.knowledge.load import knowledge


def fields_told(language: Language) -> str:
    return "\n".join(_lines(Words(language))) + "\n"


def _lines(words: Words) -> Iterator[str]:
    yield "system: my-system"
    yield "requirements:"
    for group, fields in groupby(knowledge().schema.fields.values(), key=lambda field: field.group):
        yield f"  ## {group}"
        for field in fields:
            yield f"  # {words(f'fields.{field.name}.ask')} {_form(field)}"
            yield f"  # {field.name}: {_value(field.default)}"


def _form(field: Field) -> str:
    match field.kind:
        case "int" | "num":
            return f"({field.least:,} to {field.most:,} {field.unit})".replace(" )", ")")
        case "bool":
            return "(true or false)"
        case "enum":
            return f"({', '.join(field.words)})"
        case "list":
            return f"(some of {', '.join(field.words)})"
    return "(words)"


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
