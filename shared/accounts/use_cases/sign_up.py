"""Sign up: the same answer and the same work, whether or not the address is known."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.accounts.domain.claims import (
    RESERVATION,
    Claim,
    NameReservation,
    email_claim,
    reservation_of,
    username_claims,
)
from shared.accounts.domain.credentials import VERIFICATION_LIFETIME, Decoy, PasswordHash, SignUp
from shared.accounts.domain.email_address import parse_email
from shared.accounts.domain.events import UserRegistered
from shared.accounts.domain.password import PasswordRules
from shared.accounts.domain.profile import parse_display_name, parse_locale
from shared.accounts.domain.username import parse_username
from shared.accounts.ports import CommandQueue, PasswordHasher, Seals
from shared.accounts.use_cases.count_requests import CountRequests
from shared.accounts.use_cases.users import StaleState, Users, decide_again
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict
from shared.kernel.events import Context
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.principal import Actor, Client
from shared.kernel.records import ABSENT, Check, Delete, Expect, Key, Put, Write, WriteConflict, having

# Event, state, address, data key and password of a new account: what a known address stores nothing real for.
_REAL_WRITES = 5
_DECOY_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class SignUpWish:
    """What a person typed."""

    email: str
    password: str
    username: str | None = None
    display_name: str | None = None
    locale: str | None = None

    def checked(self, rules: PasswordRules) -> "SignUpWish":
        """Every member in its canonical form. Raises ValidationFailed."""
        return SignUpWish(
            email=parse_email(self.email),
            password=rules.check(self.password, self.email),
            username=None if self.username is None else parse_username(self.username),
            display_name=None if self.display_name is None else parse_display_name(self.display_name),
            locale=None if self.locale is None else parse_locale(self.locale),
        )


class SignUpPerson:
    """One count, one read, one hash, one transaction, one message: on either branch."""

    def __init__(
        self,
        users: Users,
        store: Store,
        seals: Seals,
        hasher: PasswordHasher,
        rules: PasswordRules,
        count_requests: CountRequests,
        mail: CommandQueue,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._users = users
        self._store = store
        self._seals = seals
        self._hasher = hasher
        self._rules = rules
        self._count_requests = count_requests
        self._mail = mail
        self._clock = clock
        self._ids = ids

    def __call__(self, wish: SignUpWish, client: Client | None, correlation_id: str) -> str:
        """The id of the account that has the address now.

        Raises ValidationFailed, Conflict username_taken, TooManyAttempts. No `client`: we sign up somebody ourselves.
        """
        wish = wish.checked(self._rules)
        if client is not None:
            self._count_requests(client)
        phc = self._hasher.hash(wish.password)
        user_id, signup_id = decide_again(lambda: self._store_it(wish, phc, client, correlation_id))
        self._mail.put(
            {
                "command": "sign_up",
                "id": self._ids.new(),
                "user_id": user_id,
                "signup_id": signup_id,
                "correlation_id": correlation_id,
            }
        )
        return user_id

    def _store_it(self, wish: SignUpWish, phc: str, client: Client | None, correlation_id: str) -> tuple[str, str]:
        address = email_claim(self._seals, wish.email)
        names = username_claims(self._seals, wish.username) if wish.username is not None else ()
        found = self._store.get_many(address, *names, *map(reservation_of, names))
        owner, claims, reservations = found[0], found[1 : 1 + len(names)], found[1 + len(names) :]
        if self._taken(owner, claims, reservations):
            raise Conflict("username_taken", "Another account has this username, or one that looks like it.")
        signup_id = self._ids.new()
        if owner is None:
            signup = self._signup(signup_id, signup_id, address, wish, phc)
            lapsed = [_forgotten(name, held) for name, held in zip(names, reservations, strict=True)]
            self._register(wish, signup, lapsed, Context(Actor("user", signup_id), correlation_id, client))
            return signup_id, signup_id
        signup = self._signup(owner.user_id, signup_id, address, wish, phc)
        self._reserve(signup, owner, names, claims, reservations)
        return owner.user_id, signup_id

    def _taken(
        self, owner: Claim | None, claims: Sequence[Claim | None], reservations: Sequence[NameReservation | None]
    ) -> bool:
        """By anybody but the same person asking again: by a sign-up for the very same address."""
        asks = owner.user_id if owner else None
        now = self._clock.now()
        claimed = any(claim and (claim.proven or claim.user_id != asks) for claim in claims)
        return claimed or any(held and now < held.expires and held.for_user != asks for held in reservations)

    def _reserve(
        self,
        signup: SignUp,
        owner: Claim,
        names: "Sequence[Key[Claim]]",
        claims: Sequence[Claim | None],
        reservations: Sequence[NameReservation | None],
    ) -> None:
        """What a new account's sign-up would have written: names become taken, the rest is decoys."""
        until = self._clock.now() + RESERVATION
        writes: list[Write] = [Put(signup), Check(owner.key, having(user_id=owner.user_id))]
        for name, claim, held in zip(names, claims, reservations, strict=True):
            kind, digest = name.parts
            writes.append(Put(NameReservation(kind, digest, signup.user_id, until), _as_seen(held)))
            writes.append(Check(name, having(user_id=signup.user_id, proven=False) if claim else ABSENT))
        try:
            self._store.transact([*writes, *self._decoys(_REAL_WRITES - 1)])
        except WriteConflict:
            raise StaleState from None

    def _register(self, wish: SignUpWish, signup: SignUp, lapsed: Sequence[Write], context: Context) -> None:
        registered = UserRegistered(
            wish.email, wish.username, wish.display_name, wish.locale, signup_id=signup.signup_id
        )
        try:
            password = PasswordHash(signup.user_id, signup.phc)
            self._users.register(signup.user_id, registered, context, [Put(password), Put(signup), *lapsed])
        except Conflict as conflict:
            if conflict.code == "email_taken":
                raise StaleState from None
            raise

    def _signup(self, user_id: str, signup_id: str, address: "Key[Claim]", wish: SignUpWish, phc: str) -> SignUp:
        until = self._clock.now() + VERIFICATION_LIFETIME
        return SignUp(
            user_id=user_id,
            signup_id=signup_id,
            claim=address.parts[-1],
            token_id=signup_id,
            phc=phc,
            username=wish.username,
            display_name=wish.display_name,
            locale=wish.locale,
            valid_until=until,
            expires=until,
        )

    def _decoys(self, count: int) -> Sequence[Write]:
        expires: datetime = self._clock.now() + _DECOY_LIFETIME
        return [Put(Decoy(self._ids.new(), expires)) for _ in range(count)]


def _as_seen(held: NameReservation | None) -> Expect:
    return ABSENT if held is None else having(for_user=held.for_user, expires=held.expires)


def _forgotten(name: "Key[Claim]", held: NameReservation | None) -> Write:
    """None is there, or one whose time is over goes."""
    key = reservation_of(name)
    return Check(key, ABSENT) if held is None else Delete(key, _as_seen(held))
