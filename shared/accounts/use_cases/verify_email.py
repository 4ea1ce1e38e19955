"""Prove an address with a mailed token: of a new account, or of a change."""

from collections.abc import Sequence
from datetime import datetime

from shared.accounts.domain import user as deciding
from shared.accounts.domain.claims import email_claim, reservation_of, username_claims
from shared.accounts.domain.credentials import MailedToken, PasswordHash, Purpose, ResetToken, SignUp
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import Seals
from shared.accounts.use_cases.users import Loaded, Users, decide_again
from shared.kernel.errors import Conflict, Malformed
from shared.kernel.events import Context, Payload
from shared.kernel.keys import DataKey
from shared.kernel.ports import Clock, Store
from shared.kernel.principal import Actor, Client
from shared.kernel.records import Delete, Put, Write, having


def invalid_token() -> Malformed:
    """The one answer to every mailed token that does not hold, whatever the reason."""
    return Malformed("invalid_token", "This link is not valid, was used already, or has expired. Ask for a new one.")


class VerifyEmail:
    def __init__(self, users: Users, store: Store, seals: Seals, clock: Clock) -> None:
        self._users = users
        self._store = store
        self._seals = seals
        self._clock = clock

    def __call__(self, text: str, client: Client | None, correlation_id: str) -> None:
        """Raises Malformed invalid_token."""
        token = self._seals.read_mailed_token(text)
        if token is None:
            raise invalid_token()
        context = Context(Actor("user", token.user_id), correlation_id, client)
        match token.purpose:
            case Purpose.VERIFY_EMAIL:
                decide_again(lambda: self._verify_sign_up(token, context))
            case Purpose.CHANGE_EMAIL:
                decide_again(lambda: self._confirm_change(token, context))
            case _:
                raise invalid_token()

    def _verify_sign_up(self, token: MailedToken, context: Context) -> None:
        user, data_key, signup = self._store.get_many(
            User.key_of(token.user_id), DataKey.key_of(token.user_id), SignUp.key_of(token.user_id, token.reference)
        )
        if user is None or signup is None or not self._holds(token, user, signup):
            raise invalid_token()
        loaded = Loaded(user, data_key)
        used = [Delete(signup.key, having(token_id=token.token_id)), *_password(user, signup)]
        try:
            reserved = self._reserved(user, signup)
            self._users.commit(loaded, _proof(user, signup, signup.username), context, [*used, *reserved])
        except Conflict:
            # The name was taken since; the person still gets the account, and may choose another.
            self._users.commit(loaded, _proof(user, signup, None), context, used)

    def _reserved(self, user: User, signup: SignUp) -> Sequence[Write]:
        """The reservations of the name that this sign-up brings: they end as the account claims it."""
        if signup.username in (None, user.username):
            return []
        names = username_claims(self._seals, signup.username or "")
        return [Delete(reservation_of(name), having(for_user=user.id)) for name in names]

    def _holds(self, token: MailedToken, user: User, signup: SignUp) -> bool:
        return (
            user.status is Status.PENDING
            # Whom staff invited sets a password by the invitation: a sign-up by somebody else must not bring one.
            and user.signup_id is not None
            and signup.token_id == token.token_id
            and self._clock.now() < signup.valid_until
            and signup.claim == email_claim(self._seals, user.email).parts[-1]
        )

    def _confirm_change(self, token: MailedToken, context: Context) -> None:
        user, data_key = self._store.get_many(User.key_of(token.user_id), DataKey.key_of(token.user_id))
        if user is None or not _change_waits(user, token, self._clock.now()):
            raise invalid_token()
        # A reset mailed to the old address would hand the account to whoever reads that mailbox now.
        open_reset = Delete(ResetToken.key_of(user.id))
        try:
            payloads = deciding.confirm_email_change(user)
            self._users.commit(Loaded(user, data_key), payloads, context, [open_reset])
        except Conflict:
            raise invalid_token() from None


def _change_waits(user: User, token: MailedToken, now: datetime) -> bool:
    change = user.email_change
    return user.can_act and change is not None and change.token_id == token.token_id and not change.lapsed(now)


def _proof(user: User, signup: SignUp, username: str | None) -> Sequence[Payload]:
    """What proving `signup` changes: another sign-up than the registering one brings its own profile."""
    if signup.signup_id == user.signup_id:
        return deciding.verify_email(user)
    profile = {"username": username, "display_name": signup.display_name, "locale": signup.locale}
    return [*deciding.verify_email(user), *deciding.change_profile(user, profile)]


def _password(user: User, signup: SignUp) -> Sequence[Write]:
    return [] if signup.signup_id == user.signup_id else [Put(PasswordHash(user.id, signup.phc))]
