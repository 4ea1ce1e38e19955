"""Set a password with a mailed token: a forgotten one, or the first one of an invited person."""

from shared.accounts.domain import user as deciding
from shared.accounts.domain.credentials import MailedToken, PasswordHash, Purpose, ResetToken
from shared.accounts.domain.password import PasswordRules
from shared.accounts.domain.tries import ACCOUNT, Tries
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import PasswordHasher, Seals
from shared.accounts.use_cases.users import Loaded, Users, decide_again
from shared.accounts.use_cases.verify_email import invalid_token
from shared.kernel.events import Context
from shared.kernel.keys import DataKey
from shared.kernel.ports import Clock, Store
from shared.kernel.principal import Actor, Client
from shared.kernel.records import Delete, Put, having


class ResetPassword:
    def __init__(
        self,
        users: Users,
        store: Store,
        seals: Seals,
        hasher: PasswordHasher,
        rules: PasswordRules,
        clock: Clock,
    ) -> None:
        self._users = users
        self._store = store
        self._seals = seals
        self._hasher = hasher
        self._rules = rules
        self._clock = clock

    def __call__(self, text: str, new_password: str, client: Client | None, correlation_id: str) -> None:
        """Ends all sessions. Raises Malformed invalid_token; ValidationFailed, which leaves the token good."""
        self._rules.check(new_password, pointer="/new_password")
        token = self._seals.read_mailed_token(text)
        if token is None or token.purpose is not Purpose.RESET_PASSWORD:
            raise invalid_token()
        user, _ = self._load(token)
        secret = self._rules.check(new_password, user.email, "/new_password")
        phc = self._hasher.hash(secret)
        decide_again(lambda: self._reset(token, phc, Context(Actor("user", user.id), correlation_id, client)))

    def _reset(self, token: MailedToken, phc: str, context: Context) -> None:
        user, data_key = self._load(token)
        used = Delete(ResetToken.key_of(user.id), having(token_id=token.token_id))
        payloads = deciding.reset_password(user)
        # Whoever reads the mailbox is the owner: wrong passwords by whomever count no more.
        forgiven = Delete(Tries.key_of(ACCOUNT.name, user.id))
        secret = Put(PasswordHash(user.id, phc))
        self._users.commit(Loaded(user, data_key), payloads, context, [used, secret, forgiven])

    def _load(self, token: MailedToken) -> tuple[User, DataKey | None]:
        user, data_key, opened = self._store.get_many(
            User.key_of(token.user_id), DataKey.key_of(token.user_id), ResetToken.key_of(token.user_id)
        )
        if user is None or opened is None or user.status not in (Status.ACTIVE, Status.PENDING):
            raise invalid_token()
        if opened.token_id != token.token_id or self._clock.now() >= opened.valid_until:
            raise invalid_token()
        return user, data_key
