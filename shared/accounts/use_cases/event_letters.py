"""Which mails follow from what happened: decided on the account as it is now."""

import json
from dataclasses import replace

from shared.accounts.domain import events as happened
from shared.accounts.domain.claims import email_claim
from shared.accounts.domain.credentials import (
    INVITATION_LIFETIME,
    VERIFICATION_LIFETIME,
    MailedToken,
    Purpose,
    ResetToken,
    SignUp,
)
from shared.accounts.domain.farewell import Farewell
from shared.accounts.domain.letter import Letter
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import EMAIL_CHANGE_LIFETIME, Status, User
from shared.accounts.ports import Seals, Vault
from shared.accounts.use_cases.letters import letter_to, with_token
from shared.accounts.use_cases.users import Users
from shared.kernel.events import Envelope, Event, Payload, SealedEvent, Shredded
from shared.kernel.keys import DataKey
from shared.kernel.ports import Store
from shared.kernel.records import Delete


class EventLetters:
    """For a published event: one read for the event, the account and its key."""

    def __init__(self, users: Users, store: Store, seals: Seals, vault: Vault) -> None:
        self._users = users
        self._store = store
        self._seals = seals
        self._vault = vault

    def __call__(self, user_id: str, version: int) -> list[Letter]:
        """Raises UnknownEventType for an event from the future."""
        stored, user, data_key = self._store.get_many(
            SealedEvent.key_of(user_id, version), User.key_of(user_id), DataKey.key_of(user_id)
        )
        if stored is None or user is None:
            return []
        if stored.envelope.type == happened.UserErased.type:
            return self._farewell(user_id, stored.envelope)
        (event,) = self._users.events(data_key, [stored])
        if user.erased or isinstance(event.payload, Shredded):
            return []
        return self._letters(event.payload, event, user)

    def _letters(self, payload: Payload, event: Event, user: User) -> list[Letter]:
        match payload:
            case happened.UserRegistered():
                return self._registered(payload, user)
            case happened.UserEmailVerified(activated=True):
                return [letter_to(user, MailKind.WELCOME)]
            case happened.UserEmailChangeRequested():
                return self._change_requested(payload, event, user)
            case happened.UserEmailChanged():
                return _address_changed(payload, event, user)
            case happened.UserPasswordChanged() | happened.UserPasswordReset(first=False):
                return [letter_to(user, MailKind.PASSWORD_CHANGED, event)]
        return []

    def _registered(self, payload: happened.UserRegistered, user: User) -> list[Letter]:
        if user.status is not Status.PENDING:
            return []
        if payload.signup_id is None:
            return self._invited(user)
        signup = self._store.get(SignUp.key_of(user.id, payload.signup_id))
        token_id = signup.token_id if signup else payload.signup_id
        token = MailedToken(Purpose.VERIFY_EMAIL, user.id, payload.signup_id, token_id)
        letter = replace(letter_to(user, MailKind.VERIFY_EMAIL), to=payload.email)
        return [with_token(letter, self._seals.mailed_token(token), VERIFICATION_LIFETIME)]

    def _invited(self, user: User) -> list[Letter]:
        """The link that holds now; none where staff has re-addressed the account since."""
        opened = self._store.get(ResetToken.key_of(user.id))
        if opened is None:
            return []
        token = MailedToken(Purpose.RESET_PASSWORD, user.id, user.id, opened.token_id)
        return [with_token(letter_to(user, MailKind.INVITATION), self._seals.mailed_token(token), INVITATION_LIFETIME)]

    def _change_requested(self, payload: happened.UserEmailChangeRequested, event: Event, user: User) -> list[Letter]:
        """Whoever has the new address already is told; nobody else learns that it is taken."""
        told = replace(letter_to(user, MailKind.EMAIL_CHANGE_REQUESTED, event), new_email=payload.new_email)
        holder = self._store.get(email_claim(self._seals, payload.new_email))
        if holder is not None and holder.user_id != user.id:
            owner = self._store.get(User.key_of(holder.user_id))
            return [told, *([letter_to(owner, MailKind.ACCOUNT_EXISTS)] if owner and not owner.erased else [])]
        token = MailedToken(Purpose.CHANGE_EMAIL, user.id, user.id, event.envelope.event_id)
        confirm = Letter(MailKind.EMAIL_CHANGE_CONFIRM, payload.new_email, user.display_name, payload.new_email)
        return [told, with_token(confirm, self._seals.mailed_token(token), EMAIL_CHANGE_LIFETIME)]

    def _farewell(self, user_id: str, erased: Envelope) -> list[Letter]:
        kept = self._store.get(Farewell.key_of(user_id))
        if kept is None:
            return []
        person = json.loads(self._vault.farewell().open(kept.sealed, user_id.encode()))
        letter = Letter(MailKind.ACCOUNT_CLOSED, person["email"], person["display_name"])
        return [replace(letter, occurred_at=erased.occurred_at, staff=erased.actor.type == "admin")]

    def forget_farewell(self, user_id: str) -> None:
        """Once the last mail went out, nothing of the person is left."""
        self._store.transact([Delete(Farewell.key_of(user_id))])


def _address_changed(payload: happened.UserEmailChanged, event: Event, user: User) -> list[Letter]:
    told = replace(letter_to(user, MailKind.EMAIL_CHANGED, event), new_email=payload.email)
    return [replace(told, to=payload.previous_email, copy="-old"), replace(told, to=payload.email, copy="-new")]
