"""What a deployment may choose: the `rollbook` part of cdk.json's context, validated before anything is made.

`rollbook` holds what every stage shares, `rollbook:<stage>` what one stage chooses otherwise; `stage` itself is a key
of its own, so that `-c stage=prod` is enough to deploy another one. docs/operate.md has the table of all keys.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from infra.topology import FUNCTIONS, TABLES, HttpTrigger

# The retention times that CloudWatch Logs knows, in days, as the CDK names them.
RETENTION = {
    1: "ONE_DAY", 3: "THREE_DAYS", 5: "FIVE_DAYS", 7: "ONE_WEEK", 14: "TWO_WEEKS", 30: "ONE_MONTH", 60: "TWO_MONTHS",
    90: "THREE_MONTHS", 120: "FOUR_MONTHS", 150: "FIVE_MONTHS", 180: "SIX_MONTHS", 365: "ONE_YEAR",
    400: "THIRTEEN_MONTHS", 545: "EIGHTEEN_MONTHS", 731: "TWO_YEARS", 1096: "THREE_YEARS", 1827: "FIVE_YEARS",
    3653: "TEN_YEARS",
}  # fmt: skip
_ADDRESS = r"^[^@\s<>]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$"
_RESTORABLE = sorted(table.name for table in TABLES if table.recovery_days)
_ENDING = re.compile(r"[a-z0-9]{1,12}")
_ANSWERING = sorted(function.name for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger))


class ContextError(ValueError):
    """The context is wrong; the message names each key and what it must be."""


class _Part(BaseModel):
    # strict: "yes" is no boolean and "30" no number, or a typing error would deploy something else
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Throttling(_Part):
    """Of the whole API; above it, the caller is answered 429."""

    rate: int = Field(500, ge=1, le=100_000, description="requests a second, 1 to 100000")
    burst: int = Field(1000, ge=1, le=100_000, description="requests at once, 1 to 100000")


class Context(_Part):
    """One deployment. The descriptions end the sentence "<key> must be …"."""

    stage: str = Field(
        pattern=r"^[a-z][a-z0-9-]{0,19}$", description="1 to 20 lower-case letters, digits and hyphens, a letter first"
    )
    mail_from: str = Field(pattern=_ADDRESS, description="an address such as no-reply@example.com")
    service_name: str = Field("Rollbook", min_length=1, max_length=60, description="1 to 60 characters")
    audience: str = Field("rollbook", min_length=1, description="a text: who the access tokens are for")
    public_url: str | None = Field(
        None, pattern=r"^https://[^/?#\s]+$", description="https:// and a host, without a path"
    )
    domain: str | None = Field(
        None, pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$", description="a host name such as accounts.example.com"
    )
    certificate_arn: str | None = Field(
        None,
        pattern=r"^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[\w-]+$",
        description="the ARN of a certificate of ACM, in the stack's region",
    )
    alarm_email: str | None = Field(None, pattern=_ADDRESS, description="an address such as on-call@example.com")
    log_retention_days: int = Field(30, description=f"one of {', '.join(map(str, RETENTION))}")
    password_min_length: int = Field(15, ge=8, le=64, description="8 to 64")
    unverified_days: int = Field(30, ge=8, le=365, description="8 to 365")
    throttling: Throttling = Field(Throttling(), description="an object with rate and burst")
    snapstart: bool = Field(False, description="true or false")
    provisioned_concurrency: dict[str, int] = Field(
        default_factory=dict, description=f"an object of numbers above 0 under {', '.join(_ANSWERING)}"
    )
    architecture: Literal["arm64", "x86_64"] = Field("arm64", description="arm64 or x86_64")
    bundle: str = Field("build/bundle", min_length=1, description="the directory that make bundle fills")
    tracing: Literal["active", "passthrough"] = Field("active", description="active or passthrough")
    tables_key: Literal["own", "aws"] = Field("own", description="own or aws")
    removal: Literal["retain", "destroy"] = Field("retain", description="retain or destroy")
    restored: dict[str, str] = Field(
        default_factory=dict, description=f"an object of endings such as r1 under {', '.join(_RESTORABLE)}"
    )

    @classmethod
    def read(cls, get: Callable[[str], Any]) -> "Context":
        """`get` answers a key of the context or None. Raises ContextError, which tells everything that is wrong."""
        stage = get("stage")
        parts = {key: get(key) for key in ("rollbook", f"rollbook:{stage}")}
        chosen = {key: value for part in parts.values() if isinstance(part, dict) for key, value in part.items()}
        chosen |= {} if stage is None else {"stage": stage}
        wrong = [f"{key} must be an object" for key, part in parts.items() if not isinstance(part, dict | None)]
        wrong += _misfits(chosen)
        try:
            found = cls.model_validate(chosen)
        except ValidationError as error:
            wrong += _sentences(error)
        if wrong:
            raise ContextError("The context in cdk.json describes no deployment:\n  " + "\n  ".join(wrong))
        return found

    @property
    def prefix(self) -> str:
        """What every name begins with."""
        return f"rollbook-{self.stage}"

    @property
    def keeps(self) -> bool:
        """What holds people's data outlives the stack."""
        return self.removal == "retain"

    def table_name(self, table: str) -> str:
        """`rollbook-prod-events`; after a restore `rollbook-prod-events-r1`, the table that DynamoDB made of it."""
        return "-".join([self.prefix, table, *([self.restored[table]] if table in self.restored else [])])

    @field_validator("restored")
    @classmethod
    def _of_recoverable_tables(cls, endings: dict[str, str]) -> dict[str, str]:
        if set(endings) - set(_RESTORABLE) or not all(map(_ENDING.fullmatch, endings.values())):
            raise ValueError
        return endings

    @field_validator("log_retention_days")
    @classmethod
    def _known_to_cloudwatch(cls, days: int) -> int:
        if days not in RETENTION:
            raise ValueError
        return days

    @field_validator("provisioned_concurrency")
    @classmethod
    def _of_answering_functions(cls, wanted: dict[str, int]) -> dict[str, int]:
        if set(wanted) - set(_ANSWERING) or min(wanted.values(), default=1) < 1:
            raise ValueError
        return wanted


def _misfits(chosen: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with keys together, whatever each of them holds."""
    if bool(chosen.get("domain")) != bool(chosen.get("certificate_arn")):
        yield "domain and certificate_arn go together: a domain is served with its certificate"
    if chosen.get("domain") and chosen.get("public_url"):
        yield "domain and public_url exclude each other: with a domain, the public URL is https://<domain>"
    if chosen.get("snapstart") and chosen.get("provisioned_concurrency"):
        yield "snapstart and provisioned_concurrency exclude each other, as Lambda has it"


def _sentences(error: ValidationError) -> Iterator[str]:
    """One for each key, however many of its entries are wrong."""
    told = set()
    for fault in error.errors():
        place = [str(part) for part in fault["loc"]]
        sentence = _sentence(place, fault["type"])
        if sentence not in told:
            told.add(sentence)
            yield sentence


def _sentence(place: list[str], kind: str) -> str:
    fields = Throttling.model_fields if place[0] == "throttling" and len(place) > 1 else Context.model_fields
    field = fields.get(place[-1]) or fields.get(place[0])
    if kind == "extra_forbidden" or field is None:
        return f"{'.'.join(place)} is no setting; there are {', '.join(sorted(fields))}"
    key = ".".join(place) if place[-1] in fields else place[0]
    return f"{key} {'is missing: it ' if kind == 'missing' else ''}must be {field.description}"
