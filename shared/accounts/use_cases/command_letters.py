"""Which mails follow from what was asked: decided on the account as it is now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.claims import Claim, email_claim
from shared.accounts.domain.credentials import (
    INVITATION_LIFETIME,
    RESET_LIFETIME,
    VERIFICATION_LIFETIME,
    MailedToken,
    PasswordHash,
    Purpose,
    ResetToken,
    SignUp,
)
from shared.accounts.domain.letter import Letter
from shared.accounts.domain.mail_log import MailSent
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.quotas import MAILS, RESETS_ALWAYS, Quota, used
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import Seals
from shared.accounts.use_cases.letters import letter_to, with_token
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.ports import Clock, Store
from shared.kernel.records import ABSENT, Check, Put, WriteConflict, having

Command = Mapping[str, str]
# Longer than any sign-in takes between telling the queue and beginning its session.
_SIGN_IN_LASTS = timedelta(seconds=60)
# What a resend or a reset leads to.
_ASKED_FOR = (MailKind.VERIFY_EMAIL, MailKind.PASSWORD_RESET, MailKind.INVITATION)
_MEMBERS = {
    "sign_up": ("id", "user_id", "signup_id"),
    "resend_verification": ("id", "claim"),
    "reset_password": ("id", "claim", "requested_at"),
    "new_device": ("id", "user_id", "requested_at"),
    "closing_soon": ("id", "user_id", "closes_at"),
}


class CommandLetters:
    """For a mail command: a request that changed no account. Nobody by that address: no letter."""

    def __init__(self, store: Store, seals: Seals, clock: Clock) -> None:
        self._store = store
        self._seals = seals
        self._clock = clock
        self._writers: dict[str, Callable[[Command], list[Letter]]] = {
            "sign_up": self._signed_up,
            "resend_verification": self._resend,
            "reset_password": self._reset,
            "new_device": self._new_device,
            "closing_soon": self._closing_soon,
        }

    def understands(self, command: Mapping[str, Any]) -> bool:
        """Whether it is a known command with every member that its kind needs."""
        needed = _MEMBERS.get(str(command.get("command")))
        return needed is not None and all(isinstance(command.get(member), str) for member in needed)

    def __call__(self, command: Command) -> list[Letter]:
        return self._writers[command["command"]](command)

    def _signed_up(self, command: Command) -> list[Letter]:
        """A sign-up that registered an account is answered by its event; here are the repeated ones."""
        user_id, signup_id = command["user_id"], command["signup_id"]
        user, signup = self._store.get_many(User.key_of(user_id), SignUp.key_of(user_id, signup_id))
        if user is None or user.erased or user.signup_id == signup_id:
            return []
        if user.status is not Status.PENDING:
            return [letter_to(user, MailKind.ACCOUNT_EXISTS)]
        if user.signup_id is None:
            return self._invitation(user, command["id"])
        return [self._verification(user, signup)] if signup else []

    def _resend(self, command: Command) -> list[Letter]:
        user = self._owner(command["claim"])
        if user is None or user.status is not Status.PENDING or self._had_enough(command, MAILS):
            return []
        return self._proof_again(user, command["claim"], command["id"])

    def _closing_soon(self, command: Command) -> list[Letter]:
        """The link once more, and until when it is of use."""
        user = self._store.get(User.key_of(command["user_id"]))
        if user is None or user.status is not Status.PENDING:
            return []
        letters = self._proof_again(user, email_claim(self._seals, user.email).parts[-1], command["id"])
        closes_at = datetime.fromisoformat(command["closes_at"])
        return [replace(letter, closes_at=closes_at) for letter in letters]

    def _proof_again(self, user: User, claim: str, command_id: str) -> list[Letter]:
        if not user.has_password:
            return self._invitation(user, command_id)
        newest = self._store.query(SignUp.of(user.id), limit=1, newest_first=True).items
        # One for another address proves nothing any more: staff has corrected it since.
        current = newest and newest[0].claim == claim
        signup = newest[0] if current else self._first_sign_up(user, claim)
        if signup is None:
            return []
        if signup.token_id < command_id:
            until = self._clock.now() + VERIFICATION_LIFETIME
            signup = replace(signup, token_id=command_id, valid_until=until, expires=until)
            self._store_unless_changed(user, Put(signup))
        return [self._verification(user, signup)]

    def _reset(self, command: Command) -> list[Letter]:
        user = self._owner(command["claim"])
        if user is None or user.status not in (Status.ACTIVE, Status.PENDING):
            return []
        quotas = (MAILS, RESETS_ALWAYS) if user.has_password else (MAILS,)
        if self._had_enough(command, *quotas):
            return []
        changed, asked = user.password_changed_at, datetime.fromisoformat(command["requested_at"])
        if changed is not None and asked <= changed:
            return []
        if not user.has_password:
            return self._invitation(user, command["id"])
        token = self._reset_token(user, command["id"], RESET_LIFETIME)
        return [with_token(letter_to(user, MailKind.PASSWORD_RESET), token, RESET_LIFETIME)] if token else []

    def _new_device(self, command: Command) -> list[Letter]:
        """The command goes out before its session begins: where that never happened, there is nothing to tell.

        The log is asked, not the session: that may have ended again, and its owner wants to know all the same.
        """
        session_id, user_id = command["id"], command["user_id"]
        sign_in, user = self._store.get_many(Activity.key_of(user_id, session_id), User.key_of(user_id))
        if user is None or not user.can_act:
            return []
        if sign_in is None:
            if self._clock.now() < datetime.fromisoformat(command["requested_at"]) + _SIGN_IN_LASTS:
                raise ServiceUnavailable
            return []
        told = letter_to(user, MailKind.NEW_DEVICE)
        details = {"occurred_at": sign_in.occurred_at, "device": sign_in.user_agent, "source_ip": sign_in.source_ip}
        return [replace(told, **details)]  # type: ignore[arg-type]

    def _invitation(self, user: User, command_id: str) -> list[Letter]:
        token = self._reset_token(user, command_id, INVITATION_LIFETIME)
        return [with_token(letter_to(user, MailKind.INVITATION), token, INVITATION_LIFETIME)] if token else []

    def _reset_token(self, user: User, token_id: str, lifetime: timedelta) -> str | None:
        """The newest request's token is the one that holds: a late message does not replace a later one's."""
        opened = self._store.get(ResetToken.key_of(user.id))
        if opened is not None and opened.token_id > token_id:
            return None
        until = self._clock.now() + lifetime
        seen = ABSENT if opened is None else having(token_id=opened.token_id)
        self._store_unless_changed(user, Put(ResetToken(user.id, token_id, until, until), seen))
        return self._seals.mailed_token(MailedToken(Purpose.RESET_PASSWORD, user.id, user.id, token_id))

    def _store_unless_changed(self, user: User, write: Put) -> None:
        """A link must not outlive the change that killed it: where the account moved on, look again."""
        try:
            self._store.transact([write, Check(user.key, having(version=user.version))])
        except WriteConflict:
            raise ServiceUnavailable from None

    def _verification(self, user: User, signup: SignUp) -> Letter:
        token = MailedToken(Purpose.VERIFY_EMAIL, user.id, signup.signup_id, signup.token_id)
        letter = Letter(MailKind.VERIFY_EMAIL, user.email, signup.display_name)
        return with_token(letter, self._seals.mailed_token(token), VERIFICATION_LIFETIME)

    def _first_sign_up(self, user: User, claim: str) -> SignUp | None:
        """The registering sign-up, where its own record has lapsed."""
        password = self._store.get(PasswordHash.key_of(user.id))
        if password is None or user.signup_id is None:
            return None
        now = self._clock.now()
        profile = (user.username, user.display_name, user.locale)
        return SignUp(user.id, user.signup_id, claim, user.signup_id, password.phc, *profile, now, now)

    def _had_enough(self, command: Command, *quotas: Quota) -> bool:
        """Asked before a token is replaced: whoever asks too often must not break the link that was mailed last.

        A command whose mail was taken up before has been counted: it is only tried again.
        """
        now = self._clock.now()
        counts = [used(quota, command["claim"], now) for quota in quotas]
        found = self._store.get_many(*counts, *(MailSent.key_of(command["id"], kind.value) for kind in _ASKED_FOR))
        if any(found[len(counts) :]):
            return False
        return all(one is not None and one.count >= quota.per_hour for one, quota in zip(found, quotas, strict=False))

    def _owner(self, claim: str) -> User | None:
        found = self._store.get(Claim.key_of("email", claim))
        user = self._store.get(User.key_of(found.user_id)) if found else None
        return None if user is None or user.erased else user
