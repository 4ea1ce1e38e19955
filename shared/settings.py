"""Every environment variable that Rollbook reads, once, validated: what is wrong shows before the first user comes."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class SettingsError(ValueError):
    """The environment is incomplete or wrong; the message names each variable."""


class Settings(BaseModel):
    """Endpoints are set only where AWS is an emulator on this machine. Queue and bus names only where they are used."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    public_url: str = Field(alias="ROLLBOOK_PUBLIC_URL", pattern=r"^https?://[^/?#]+$")
    issuer: str = Field(alias="ROLLBOOK_ISSUER", pattern=r"^https?://")
    audience: str = Field(alias="ROLLBOOK_AUDIENCE", min_length=1)
    service_name: str = Field("Rollbook", alias="ROLLBOOK_SERVICE_NAME", min_length=1, max_length=60)
    mail_from: str = Field("", alias="ROLLBOOK_MAIL_FROM")
    events_table: str = Field(alias="ROLLBOOK_EVENTS_TABLE", min_length=3)
    directory_table: str = Field(alias="ROLLBOOK_DIRECTORY_TABLE", min_length=3)
    keys_table: str = Field(alias="ROLLBOOK_KEYS_TABLE", min_length=3)
    sessions_table: str = Field(alias="ROLLBOOK_SESSIONS_TABLE", min_length=3)
    mail_queue_url: str = Field("", alias="ROLLBOOK_MAIL_QUEUE_URL")
    mail_dlq_url: str = Field("", alias="ROLLBOOK_MAIL_DLQ_URL")
    end_sessions_queue_url: str = Field("", alias="ROLLBOOK_END_SESSIONS_QUEUE_URL")
    end_sessions_dlq_url: str = Field("", alias="ROLLBOOK_END_SESSIONS_DLQ_URL")
    search_queue_url: str = Field("", alias="ROLLBOOK_SEARCH_QUEUE_URL")
    search_dlq_url: str = Field("", alias="ROLLBOOK_SEARCH_DLQ_URL")
    drafts_queue_url: str = Field("", alias="ROLLBOOK_DRAFTS_QUEUE_URL")
    drafts_dlq_url: str = Field("", alias="ROLLBOOK_DRAFTS_DLQ_URL")
    reviews_queue_url: str = Field("", alias="ROLLBOOK_REVIEWS_QUEUE_URL")
    reviews_dlq_url: str = Field("", alias="ROLLBOOK_REVIEWS_DLQ_URL")
    template_reviews_queue_url: str = Field("", alias="ROLLBOOK_TEMPLATE_REVIEWS_QUEUE_URL")
    template_reviews_dlq_url: str = Field("", alias="ROLLBOOK_TEMPLATE_REVIEWS_DLQ_URL")
    uploads_bucket: str = Field("", alias="ROLLBOOK_UPLOADS_BUCKET")
    records_bucket: str = Field("", alias="ROLLBOOK_RECORDS_BUCKET")
    stack_name: str = Field("", alias="ROLLBOOK_STACK_NAME")
    bus_name: str = Field("", alias="ROLLBOOK_BUS_NAME")
    kms_key_id: str = Field("", alias="ROLLBOOK_KMS_KEY_ID")
    password_min_length: int = Field(15, alias="ROLLBOOK_PASSWORD_MIN_LENGTH", ge=8, le=64)
    unverified_days: int = Field(30, alias="ROLLBOOK_UNVERIFIED_DAYS", ge=8, le=365)
    region: str = Field(alias="AWS_REGION", min_length=1)
    endpoint: str | None = Field(None, alias="AWS_ENDPOINT_URL")
    mail_endpoint: str | None = Field(None, alias="AWS_ENDPOINT_URL_SESV2")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Raises SettingsError."""
        try:
            return cls.model_validate(dict(environ))
        except ValidationError as error:
            faults = [f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors()]
            raise SettingsError("The environment does not hold what Rollbook needs. " + "; ".join(faults)) from None
