"""Mail through SES v2."""

from functools import cached_property
from typing import Any

from email_validator import validate_email

from shared.accounts.ports import Mail
from shared.adapters.aws.clients import AwsClient, client
from shared.adapters.aws.errors import AwsRefused

_KIND_HEADER = "X-Rollbook-Kind"
# What SES says about a mail that will be refused as often as it is offered.
_HOPELESS = frozenset({"MessageRejected", "BadRequestException", "InvalidParameterValue"})


class SesMailer:
    def __init__(self, sender: str, region: str, endpoint: str | None) -> None:
        self._sender = sender
        self._place = (region, endpoint)

    @cached_property
    def _ses(self) -> AwsClient:
        """SES knows no token against repetition: more tries would mail one person again and again."""
        return client("sesv2", *self._place, tries=1)

    def send(self, mail: Mail) -> None:
        try:
            self._ses.call("SendEmail", self._request(mail))
        except AwsRefused as error:
            if error.aws_code in _HOPELESS:
                raise ValueError(f"SES refuses this mail: {error.aws_code}") from error
            raise

    def _request(self, mail: Mail) -> dict[str, Any]:
        headers = {_KIND_HEADER: mail.kind.value, **mail.headers}
        return {
            "FromEmailAddress": self._sender,
            "Destination": {"ToAddresses": [_deliverable(mail.to)]},
            "EmailTags": [{"Name": "kind", "Value": mail.kind.value}],
            "Content": {
                "Simple": {
                    "Subject": _utf8(mail.subject),
                    "Body": {"Text": _utf8(mail.text), "Html": _utf8(mail.html)},
                    "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
                }
            },
        }


def _deliverable(address: str) -> str:
    """SES takes a domain as A-labels only (RFC 5891); a local part beyond ASCII it refuses."""
    local = address.rpartition("@")[0]
    return f"{local}@{validate_email(address, check_deliverability=False).ascii_domain}"


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
