"""What is counted. docs/operate.md lists these names, and a test compares."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import RollbookError

FAILED = "failed"


class Metric(StrEnum):
    DURATION = "Duration"
    SIGN_INS = "SignIns"
    REFRESHES = "Refreshes"
    RECORDS_PUBLISHED = "RecordsPublished"
    STREAM_STOPS = "StreamStops"
    MESSAGES_HANDLED = "MessagesHandled"
    MESSAGES_PARKED = "MessagesParked"
    MESSAGES_RETRIED = "MessagesRetried"
    MESSAGES_FAILED = "MessagesFailed"
    SCHEDULES_DONE = "SchedulesDone"
    SCHEDULES_FAILED = "SchedulesFailed"
    SIGNING_KEY_AGE_DAYS = "SigningKeyAgeDays"
    OWN_NEW_ERRORS = "OwnNewErrors"


@dataclass(frozen=True)
class Outcomes:
    """Counts how the calls of a route end: `metric`, by the dimension `outcome`.

    `refusals`: the outcome of each code that is an answer of its own kind; any other error is "failed". Requests that
    the edge refuses (a body that breaks a rule, say) never get as far as an outcome.
    """

    metric: Metric
    success: str
    refusals: Mapping[str, str]

    def of(self, error: BaseException) -> str:
        if not isinstance(error, RollbookError):
            return FAILED
        return self.refusals.get(error.seen_as or error.code, FAILED)

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.success, FAILED, *self.refusals.values()})
