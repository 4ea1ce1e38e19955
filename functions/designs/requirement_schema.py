"""What the OpenAPI document tells of requirements and house rules: every field with its bounds, every option by its
name, read from the knowledge when the document is made. A function never asks: the use cases check what comes in."""

from typing import Any, get_args

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from shared.architect.domain.design.outcome import Criterion
from shared.architect.domain.design.schema import LONGEST_WORD, MOST_WORDS, Field
from shared.architect.knowledge.load import knowledge

MOST_OPTIONS = 100
_INT32 = 2**31 - 1


class ToldByKnowledge:
    """`Annotated[dict[str, Any], ToldByKnowledge()]`: requirements by field."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler(core).get("description", "Values by field; what is left out is asked about or assumed.")
        return {
            "type": "object",
            "description": described,
            "properties": requirement_properties(),
            "additionalProperties": False,
        }


class WeightsTold:
    """A factor for each criterion."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        factor = handler(core)["additionalProperties"]
        return _closed(dict.fromkeys(get_args(Criterion), factor))


class AllowedTold:
    """For each dimension some of its options."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        handler(core)
        return _closed({each.id: _some([option.id for option in each.options]) for each in knowledge().dimensions})


class ForbiddenTold:
    """Options of any dimension."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        handler(core)
        return _some(sorted({option.id for each in knowledge().dimensions for option in each.options}))


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _some(names: list[str]) -> dict[str, Any]:
    return {"type": "array", "maxItems": MOST_OPTIONS, "items": {"type": "string", "enum": names}}


def requirement_properties() -> dict[str, Any]:
    return {name: told(field) for name, field in knowledge().schema.fields.items()}


def told(field: Field) -> dict[str, Any]:
    """A field of a body, with what is assumed where it is left out."""
    schema = {**_form(field), "description": _described(field), "default": _plain(field.default)}
    if field.default is not None:
        return schema
    return {"anyOf": [_form(field), {"type": "null"}], "description": schema["description"], "default": None}


def told_as_text(field: Field) -> dict[str, Any]:
    """The same field as a query parameter: lists are words with commas between."""
    if field.kind in ("list", "words"):
        word = f"({'|'.join(field.words)})" if field.words else f"[^,]{{1,{LONGEST_WORD}}}"
        return {
            "type": "string",
            "maxLength": 1000,
            "pattern": f"^({word}(,{word})*)?$",
            "description": _described(field),
        }
    return {**_form(field), "description": _described(field)}


def _form(field: Field) -> dict[str, Any]:
    bounds = {"minimum": _plain(field.least), "maximum": _plain(field.most)}
    match field.kind:
        case "int":
            return {"type": "integer", "format": "int32" if field.most <= _INT32 else "int64", **bounds}
        case "num":
            return {"type": "number", "format": "double", **bounds}
        case "bool":
            return {"type": "boolean"}
        case "enum":
            return {"type": "string", "enum": list(field.words)}
        case "list":
            return {"type": "array", "maxItems": MOST_WORDS, "items": {"type": "string", "enum": list(field.words)}}
    word = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORD, "pattern": "^[^\\u0000-\\u001f\\u007f]+$"}
    return {"type": "array", "maxItems": MOST_WORDS, "items": word}


def _described(field: Field) -> str:
    unit = f"{field.unit}; " if field.unit else ""
    default = "nothing" if field.default in (None, ()) else _said(field.default)
    return f"{unit}{default} is assumed where nobody says."


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, tuple) else f"{value}"


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
