"""A sheet as if measured: one request with a transaction, and a worker that follows from it."""

import json
from dataclasses import replace

import pytest

from infra.cost.architect import ARCHITECT
from infra.cost.book import Book, read_book
from infra.cost.calls import AwsCall, Touch
from infra.cost.measuring import Sheet
from infra.cost.month import Month
from infra.cost.operations import OPERATIONS
from infra.cost.stage import Invocation
from infra.cost.standing import Standing, metrics_of
from infra.topology import FUNCTIONS, Function

LINE = json.dumps(
    {
        "_aws": {"CloudWatchMetrics": [{"Dimensions": [["function"]], "Metrics": [{"Name": "Handled"}]}]},
        "function": "send_email",
    }
)


def function(name: str) -> Function:
    return next(each for each in FUNCTIONS if each.name == name)


READ = Touch("directory", ("USER#1", "STATE"), "read", 1, 400)
WRITTEN = Touch("sessions", ("SESSIONS#1", "SESSION#1"), "write", 2, 300)
REQUEST = Invocation(
    function("sessions"),
    (
        AwsCall("dynamodb", "GetItem", 200, touches=(READ,)),
        AwsCall("dynamodb", "TransactWriteItems", 900, touches=(WRITTEN, WRITTEN)),
        AwsCall("sqs", "SendMessage", 300),
    ),
    cpu=10.0,
    lines=('{"m": "' + "x" * 65 + '"}',),
    answer=324,
)
WORK = Invocation(function("send_email"), (AwsCall("sesv2", "SendEmail", 5000),), cpu=10.0, lines=(LINE,), messages=1)
KEPT = {
    ("events", "SealedEvent"): [600, 800],
    ("directory", "User"): [500, 500],
    ("keys", "DataKey"): [200, 200],
    ("sessions", "Session"): [400],
    ("sessions", "Activity"): [300],
    ("sessions", "KnownDevices"): [200],
}


@pytest.fixture(scope="session")
def book() -> Book:
    return read_book()


@pytest.fixture
def month(book: Book) -> Month:
    runs = (REQUEST, WORK)
    starts = {each.name: 500.0 for each in FUNCTIONS}
    sheet = Sheet(dict.fromkeys({**OPERATIONS, **ARCHITECT}, runs), starts, KEPT, metrics_of(runs))
    return Month(book, sheet, Standing(10, 1, 1, 1, "in a test"))


@pytest.fixture
def plain(month: Month) -> Month:
    """Nobody but people who sign in, once a month each; nothing by the clock."""
    profile = dict.fromkeys(month.book.profile, 0.0) | {"sign_in": 1.0}
    return replace(month, book=replace(month.book, profile=profile, clocks=dict.fromkeys(month.book.clocks, 0.0)))
