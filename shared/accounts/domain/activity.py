"""The activity log: what an account's sessions did. It is not history: it lapses after a while."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.dataclasses import dataclass
from shared.kernel.principal import Client
from shared.kernel.records import Key, Within

RETENTION = timedelta(days=90)


class ActivityType(StrEnum):
    SIGN_IN_SUCCEEDED = "sign_in.succeeded"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_IN_THROTTLED = "sign_in.throttled"
    REFRESH_REUSE = "session.refresh_reuse"
    SESSION_ENDED = "session.ended"


@dataclass(frozen=True)
class Activity:
    """`id` is a UUIDv7: its order is the order of time. The entry of a sign-in has the id of its session."""

    user_id: str
    id: str
    type: str
    occurred_at: datetime
    source_ip: str
    user_agent: str
    expires: datetime
    session_id: str | None = None

    @property
    def key(self) -> "Key[Activity]":
        return Activity.key_of(self.user_id, self.id)

    @staticmethod
    def key_of(user_id: str, activity_id: str) -> "Key[Activity]":
        return Key(Activity, (user_id, activity_id))

    @staticmethod
    def of(user_id: str) -> "Within[Activity]":
        return Within(Activity, (user_id,))


def note(
    type_: ActivityType, user_id: str, id_: str, client: Client, now: datetime, session_id: str | None = None
) -> Activity:
    return Activity(user_id, id_, type_, now, client.source_ip, client.user_agent, now + RETENTION, session_id)
