"""What a deployment may choose: the `rollbook` part of cdk.json's context, validated before anything is made.

`rollbook` holds what every stage shares, `rollbook:<stage>` what one stage chooses otherwise; `stage` itself is a key
of its own, so that `-c stage=prod` is enough to deploy another one. docs/operate.md has the table of all keys.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from infra.topology import FUNCTIONS, HttpTrigger

# The retention times that CloudWatch Logs knows, in days, as the CDK names them.
RETENTION = {
    1: "ONE_DAY", 3: "THREE_DAYS", 5: "FIVE_DAYS", 7: "ONE_WEEK", 14: "TWO_WEEKS", 30: "ONE_MONTH", 60: "TWO_MONTHS",
    90: "THREE_MONTHS", 120: "FOUR_MONTHS", 150: "FIVE_MONTHS", 180: "SIX_MONTHS", 365: "ONE_YEAR",
    400: "THIRTEEN_MONTHS", 545: "EIGHTEEN_MONTHS", 731: "TWO_YEARS", 1096: "THREE_YEARS", 1827: "FIVE_YEARS",
    3653: "TEN_YEARS",
}  # fmt: skip
_ADDRESS = r"^[^@\s<>]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$"
_ANSWERING = sorted(function.name for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger))


class ContextError(ValueError):
    """The context is wrong; the message names each key and what it may be."""


class _Part(BaseModel):
    # strict: "yes" is no boolean and "30" no number, or a typing error would deploy something else
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Throttling(_Part):
    """Requests a second over the whole API, and how many may come at once; above, the caller is answered 429."""

    rate: int = Field(500, ge=1, le=100_000)
    burst: int = Field(1000, ge=1, le=100_000)


class Context(_Part):
    """One deployment."""

    stage: str = Field(pattern=r"^[a-z][a-z0-9-]{0,19}$")
    mail_from: str = Field(pattern=_ADDRESS)
    service_name: str = Field("Rollbook", min_length=1, max_length=60)
    audience: str = Field("rollbook", min_length=1)
    public_url: str | None = Field(None, pattern=r"^https://[^/?#\s]+$")
    domain: str | None = Field(None, pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")
    certificate_arn: str | None = Field(None, pattern=r"^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[\w-]+$")
    alarm_email: str | None = Field(None, pattern=_ADDRESS)
    log_retention_days: int = 30
    password_min_length: int = Field(15, ge=8, le=64)
    unverified_days: int = Field(30, ge=8, le=365)
    throttling: Throttling = Throttling()
    snapstart: bool = False
    provisioned_concurrency: dict[str, int] = Field(default_factory=dict)
    architecture: Literal["arm64", "x86_64"] = "arm64"
    bundle: str = Field("build/bundle", min_length=1)
    removal: Literal["retain", "destroy"] = "retain"

    @classmethod
    def read(cls, get: Callable[[str], Any]) -> "Context":
        """`get` answers a key of the context or None. Raises ContextError, which tells everything that is wrong."""
        stage = get("stage")
        shared, own = _object(get, "rollbook"), _object(get, f"rollbook:{stage}")
        chosen = {**shared, **own} if stage is None else {**shared, **own, "stage": stage}
        try:
            return cls.model_validate(chosen)
        except ValidationError as error:
            raise ContextError("\n".join(_sentences(error))) from None

    @property
    def prefix(self) -> str:
        """What every name begins with."""
        return f"rollbook-{self.stage}"

    @property
    def keeps(self) -> bool:
        """What holds people's data outlives the stack."""
        return self.removal == "retain"

    @field_validator("log_retention_days")
    @classmethod
    def _known_to_cloudwatch(cls, days: int) -> int:
        if days not in RETENTION:
            raise ValueError(f"must be one of {', '.join(map(str, RETENTION))}")
        return days

    @field_validator("provisioned_concurrency")
    @classmethod
    def _of_answering_functions(cls, wanted: dict[str, int]) -> dict[str, int]:
        if strangers := sorted(set(wanted) - set(_ANSWERING)):
            raise ValueError(f"knows the functions {', '.join(_ANSWERING)}, not {', '.join(strangers)}")
        if [number for number in wanted.values() if number < 1]:
            raise ValueError("must be at least 1 for each function it names")
        return wanted

    @model_validator(mode="after")
    def _fits_together(self) -> "Context":
        if (self.domain is None) != (self.certificate_arn is None):
            raise ValueError("domain and certificate_arn go together: a domain is served with its certificate")
        if self.domain and self.public_url:
            raise ValueError(
                "domain and public_url exclude each other: with a domain, the public URL is https://<domain>"
            )
        if self.snapstart and self.provisioned_concurrency:
            raise ValueError("snapstart and provisioned_concurrency exclude each other, says Lambda")
        return self


def _object(get: Callable[[str], Any], key: str) -> dict[str, Any]:
    found = get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ContextError(f"{key}: must be an object of settings")
    return found


def _sentences(error: ValidationError) -> Iterator[str]:
    yield "The context in cdk.json does not describe a deployment:"
    for fault in error.errors():
        key = ".".join(str(part) for part in fault["loc"]) or "together"
        said = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            said = f"is no setting; there are {', '.join(sorted(Context.model_fields))}"
        yield f"  {key}: {said}"
