"""Make the first admin: sign up, prove the address without a mail, take the role `admin`."""

from shared.accounts.domain import user as deciding
from shared.accounts.domain.claims import email_claim
from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.accounts.domain.user import Status
from shared.accounts.ports import Seals
from shared.accounts.use_cases.sign_up import SignUpPerson, SignUpWish
from shared.accounts.use_cases.users import Users
from shared.accounts.use_cases.verify_email import VerifyEmail
from shared.kernel.events import Context
from shared.kernel.ports import Reader
from shared.kernel.principal import Actor

_CONTEXT = Context(Actor("system", "make-admin"), correlation_id="make-admin")


class MakeAdmin:
    """Whoever runs this holds the tables and keys already; it gives away nothing they could not take."""

    def __init__(self, sign_up: SignUpPerson, verify: VerifyEmail, users: Users, store: Reader, seals: Seals) -> None:
        self._sign_up = sign_up
        self._verify = verify
        self._users = users
        self._store = store
        self._seals = seals

    def __call__(self, email: str, password: str) -> str:
        """The admin's id. An account that exists keeps its password. Raises ValidationFailed."""
        owner = self._store.get(email_claim(self._seals, email))
        user_id = owner.user_id if owner else self._sign_up(SignUpWish(email, password), None, "make-admin")
        if self._users.get(user_id).status is Status.PENDING:
            token = MailedToken(Purpose.VERIFY_EMAIL, user_id, user_id, user_id)
            self._verify(self._seals.mailed_token(token), None, "make-admin")
        loaded = self._users.load(user_id)
        self._users.commit(loaded, deciding.set_roles(loaded.user, ("admin", *loaded.user.roles)), _CONTEXT)
        return user_id
