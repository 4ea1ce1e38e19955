"""Bounds and forms that the OpenAPI document tells of a value, without a second check when it passes.

What comes in is checked by the domain, whose rules say more than a schema can; what goes out was checked then.
`make fuzz` holds every answer against what is told here.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

Members = Mapping[str, Any]


class Told:
    """`Annotated[str, Told(maxLength=3)]`: JSON Schema members that are written into the document."""

    def __init__(self, **members: Any) -> None:
        self._members = members

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), **self._members}


LIST_LIMIT = 100
USERNAME: Members = {
    "minLength": 3,
    "maxLength": 64,
    # Every letter of every script, and of ASCII's signs these three; the rest of the rule (PRECIS) is no pattern.
    "pattern": r"^[^\u0000-,/:-@\[-^`{-\u007f]+$",
}
DISPLAY_NAME: Members = {"minLength": 1, "maxLength": 200, "pattern": r"\S"}
LOCALE: Members = {
    "minLength": 2,
    "maxLength": 35,
    "pattern": "^[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$",
}
ROLE_NAME: Members = {"minLength": 2, "maxLength": 50, "pattern": "^[a-z][a-z0-9-]{1,49}$"}
UUID7: Members = {
    "format": "uuid",
    "minLength": 36,
    "maxLength": 36,
    "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
}

Id = Annotated[str, Told(**UUID7)]
Address = Annotated[str, Told(format="idn-email", maxLength=254)]
Username = Annotated[str, Told(**USERNAME)]
DisplayName = Annotated[str, Told(**DISPLAY_NAME)]
Locale = Annotated[str, Told(**LOCALE)]
RoleName = Annotated[str, Told(**ROLE_NAME)]
Line = Annotated[str, Told(maxLength=500)]
Slug = Annotated[str, Told(maxLength=64, pattern="^[a-z][a-z0-9_.:-]*$")]
SourceIp = Annotated[str, Told(maxLength=45, pattern="^[0-9a-f:.]*$")]
UserAgent = Annotated[str, Told(maxLength=512)]
Digest = Annotated[str, Told(minLength=64, maxLength=64, pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Told(format="int32", minimum=0, maximum=2**31 - 1)]
Version = Annotated[int, Told(format="int32", minimum=1, maximum=2**31 - 1)]
NextCursor = Annotated[str, Told(minLength=1, maxLength=2048, pattern="^[A-Za-z0-9_-]+$")] | None
Many = Told(maxItems=LIST_LIMIT)
