"""Base models of what comes in and goes out, and their faults in the contract's words."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from shared.edge.json_body import escaped, told
from shared.edge.told import Told
from shared.kernel.errors import FieldError, ValidationFailed

M = TypeVar("M", bound=BaseModel)


class Body(BaseModel):
    """A request body: exact types, no unknown members; `model_fields_set` tells null from absent."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class Query(BaseModel):
    """Query parameters: they are text, so numbers are read from digits; no unknown ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class View(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _digits(value: object) -> object:
    """Plain digits only: int() would also take " 7", "+7" and "1_0"."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("digits only")
    return value


def _whole(value: object) -> object:
    """JSON has one kind of number: 5.0 is the whole number 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_tag(value: object, handler: ValidatorFunctionWrapHandler) -> Any:
    """pydantic puts the kind that was chosen into the place of each fault, where nothing was sent under that name."""
    try:
        return handler(value)
    except ValidationError as error:
        faults: list[Any] = [{**fault, "loc": fault["loc"][1:]} for fault in error.errors(include_url=False)]
        raise ValidationError.from_exception_data(error.title, faults, "json", hide_input=True) from None


def rfc3339(moment: datetime) -> str:
    """UTC with `Z` and always six digits of a second, so that texts sort as times do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Timestamp = Annotated[
    datetime, PlainSerializer(rfc3339, return_type=str), Told(format="date-time", minLength=27, maxLength=27)
]
WholeNumber = Annotated[int, BeforeValidator(_digits)]
# Of a body.
Whole = Annotated[int, BeforeValidator(_whole)]
# Beside a union that a discriminator tells apart: faults are pointed at where they were sent.
UNTAGGED = WrapValidator(_without_tag)


class Page(Query):
    """What every list takes. An empty cursor is a malformed one, which `open_cursor` refuses."""

    limit: Annotated[WholeNumber, Field(ge=1, le=100), Told(format="int32", minimum=1, maximum=100)] = 50
    cursor: Annotated[str, Told(minLength=1, maxLength=2048, pattern="^[A-Za-z0-9_-]+$")] | None = None


_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "bytes_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "bytes_too_long": "too_long",
    "too_long": "too_long",
    "blocklisted": "blocklisted",
}
_DETAILS = {
    "required": "This is required.",
    "unknown_field": "There is no such member here.",
    "blocklisted": "This is too easy to guess.",
}


def validated_json(model: type[M], text: str) -> M:
    """Raises ValidationFailed with RFC 6901 pointers."""
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        faults = (_fault(fault, _pointer(fault["loc"])) for fault in _details(error))
        raise ValidationFailed(told(faults)) from None


def validated_query(model: type[M], parameters: Mapping[str, str]) -> M:
    """Raises ValidationFailed with `?name` in place of a pointer."""
    try:
        return model.model_validate(dict(parameters))
    except ValidationError as error:
        faults = (_fault(fault, f"?{'/'.join(map(str, fault['loc'][:1]))}") for fault in _details(error))
        raise ValidationFailed(told(faults)) from None


def _details(error: ValidationError) -> Sequence[Any]:
    return error.errors(include_url=False, include_context=False, include_input=False)


def _pointer(place: Sequence[str | int]) -> str:
    return "".join(f"/{escaped(str(part))}" for part in place)


def _fault(fault: Mapping[str, Any], pointer: str) -> FieldError:
    """pydantic's sentences do not repeat the input; ours replace those that speak of Python."""
    code = _CODES.get(fault["type"], "invalid")
    return FieldError(pointer, code, _DETAILS.get(code, f"{fault['msg'].removeprefix('Value error, ')}."))
