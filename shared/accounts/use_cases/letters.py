"""What every letter to an account has."""

from dataclasses import replace
from datetime import timedelta

from shared.accounts.domain.letter import Letter
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import User
from shared.kernel.events import Event


def letter_to(user: User, kind: MailKind, event: Event | None = None) -> Letter:
    letter = Letter(kind, user.email, user.display_name)
    if event is None:
        return letter
    client, envelope = event.client, event.envelope
    staff = envelope.actor.type == "admin"
    return replace(
        letter,
        occurred_at=envelope.occurred_at,
        device=client.user_agent if client and not staff else None,
        source_ip=client.source_ip if client and not staff else None,
        staff=staff,
    )


def with_token(letter: Letter, token: str, lifetime: timedelta) -> Letter:
    return replace(letter, token=token, lifetime=lifetime)
