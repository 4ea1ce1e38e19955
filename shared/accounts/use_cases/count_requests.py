"""Count what anybody may ask for without an account, before work is done for it."""

from shared.accounts.domain.quotas import REQUESTS, source_of, use_one, used_up
from shared.accounts.ports import Seals
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.ports import Clock, Store
from shared.kernel.principal import Client
from shared.kernel.records import WriteConflict


class CountRequests:
    def __init__(self, store: Store, seals: Seals, clock: Clock) -> None:
        self._store = store
        self._seals = seals
        self._clock = clock

    def __call__(self, client: Client) -> None:
        """One write. Raises TooManyAttempts, and then counts nothing; or ServiceUnavailable, where many race."""
        now = self._clock.now()
        try:
            self._store.transact([use_one(REQUESTS, source_of(self._seals, client), now)])
        except WriteConflict as conflict:
            if conflict.failed:
                raise used_up(now) from None
            raise ServiceUnavailable from None
