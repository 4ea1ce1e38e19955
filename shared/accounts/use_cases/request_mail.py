"""Ask for a mail that changes no account: a new verification link, or a password reset.

The request is only put on the queue, with a keyed hash of the address. Whether anybody has that address is for the
worker to find out, so neither the answer nor its time tells.
"""

from typing import Literal

from shared.accounts.domain.claims import email_claim
from shared.accounts.domain.email_address import parse_email
from shared.accounts.ports import CommandQueue, Seals
from shared.accounts.use_cases.count_requests import CountRequests
from shared.kernel.events import format_time
from shared.kernel.ports import Clock, Ids
from shared.kernel.principal import Client

MailWish = Literal["resend_verification", "reset_password"]


class RequestMail:
    def __init__(self, seals: Seals, count_requests: CountRequests, mail: CommandQueue, clock: Clock, ids: Ids) -> None:
        self._seals = seals
        self._count_requests = count_requests
        self._mail = mail
        self._clock = clock
        self._ids = ids

    def __call__(self, wish: MailWish, email: str, client: Client, correlation_id: str) -> None:
        """Raises ValidationFailed where the text is no address, TooManyAttempts, ServiceUnavailable."""
        claim = email_claim(self._seals, parse_email(email))
        self._count_requests(client)
        self._mail.put(
            {
                "command": wish,
                "id": self._ids.new(),
                "claim": claim.parts[-1],
                "requested_at": format_time(self._clock.now()),
                "correlation_id": correlation_id,
            }
        )
