"""Send the mails that follow from a published event or a mail command: each once, to the stored address only."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from shared.accounts.domain.claims import email_claim
from shared.accounts.domain.letter import Letter
from shared.accounts.domain.mail_log import LEASE, RETENTION, MailSent
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.quotas import MAILS, RESETS_ALWAYS, count_one, use_one
from shared.accounts.ports import Mailer, MailWriter, Seals
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.ports import Clock, Store
from shared.kernel.records import ABSENT, Put, Write, WriteConflict, having


class Hopeless(Exception):
    """The mail service refuses this mail as often as it is offered."""


class SendMails:
    """`cause` is the id of an event or command: with the kind it names a mail, so that a redelivery sends none twice.

    Between handing a mail to the mail service and noting that, a crash can happen: then the lease runs out and the mail
    is sent again, with the same link. Losing it would be worse.
    """

    def __init__(self, store: Store, seals: Seals, writer: MailWriter, mailer: Mailer, clock: Clock) -> None:
        self._store = store
        self._seals = seals
        self._writer = writer
        self._mailer = mailer
        self._clock = clock

    def __call__(self, cause: str, correlation_id: str, letters: Iterable[Letter]) -> None:
        """Raises ServiceUnavailable when it should be tried again, Hopeless when that cannot help."""
        for letter in letters:
            self._send_once(cause, correlation_id, letter)

    def _send_once(self, cause: str, correlation_id: str, letter: Letter) -> None:
        claim = self._claim(cause, letter)
        if claim is None:
            return
        try:
            self._mailer.send(self._writer.write(letter, correlation_id))
        except ServiceUnavailable:
            # Not sent for sure: the next try need not wait for the lease.
            self._store.transact([Put(replace(claim, leased_until=self._clock.now()))])
            raise
        except ValueError as error:
            raise Hopeless(f"{letter.kind.value} cannot be sent: {error}") from error
        self._store.transact([Put(replace(claim, sent=True))])

    def _claim(self, cause: str, letter: Letter) -> MailSent | None:
        """The right to send this mail; None when it went out, or when the address had enough of them this hour.

        Raises ServiceUnavailable while another has it.
        """
        now = self._clock.now()
        kind = f"{letter.kind.value}{letter.copy}"
        seen = self._store.get(MailSent.key_of(cause, kind))
        if seen is not None and seen.sent:
            return None
        if seen is not None and now < seen.leased_until:
            raise ServiceUnavailable
        claim = MailSent(cause, kind, sent=False, leased_until=now + LEASE, expires=now + RETENTION)
        take = Put(claim, ABSENT if seen is None else having(leased_until=seen.leased_until))
        # A mail is counted when it is first taken up, not again when it is tried again. A warning is always told.
        counted = letter.kind.unasked and letter.closes_at is None and seen is None
        taken = any(self._take(take, counts) for counts in (self._counts(letter, now) if counted else [[]]))
        return claim if taken else None

    def _take(self, take: Write, counts: Sequence[Write]) -> bool:
        """False where a quota is used up."""
        try:
            self._store.transact([take, *counts])
        except WriteConflict as conflict:
            if conflict.failed and take not in conflict.failed:
                return False
            raise ServiceUnavailable from None
        return True

    def _counts(self, letter: Letter, now: datetime) -> list[list[Write]]:
        """What may be counted for it: the first that is not used up."""
        address = self._addressee(letter)
        shared = use_one(MAILS, address, now)
        if letter.kind is not MailKind.PASSWORD_RESET:
            return [[shared]]
        return [[shared, count_one(RESETS_ALWAYS, address, now)], [use_one(RESETS_ALWAYS, address, now)]]

    def _addressee(self, letter: Letter) -> str:
        return email_claim(self._seals, letter.to).parts[-1]
