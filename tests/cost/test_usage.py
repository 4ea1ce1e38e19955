"""From calls and CPU to what has a price."""

import pytest

from infra.cost.book import Book
from infra.cost.calls import AwsCall, Touch
from infra.cost.usage import GB, cold_share, cpu_time, of_a_start, of_call, of_operation, traces
from tests.cost.conftest import REQUEST, WORK, function


def test_an_operation_is_the_sum_of_everything_that_follows_from_it(book: Book) -> None:
    usage = of_operation([REQUEST, WORK], book.running)
    counted = {name: usage[name] for name in ("read_units", "write_units", "invocations", "http_requests", "mails")}
    assert counted == {"read_units": 1, "write_units": 4, "invocations": 2, "http_requests": 1, "mails": 1}
    assert usage["queue_requests"] == 3, "one message: sent, received, deleted"


def test_lambda_bills_the_share_of_a_processor_and_every_wait(book: Book) -> None:
    """10 ms of CPU, a third slower there, at 1,024 of 1,769 MB; then one read, one transaction, one message."""
    seconds = (10 * 1.3 * 1769 / 1024 + 4 + 20 + 12) / 1000
    assert of_operation([REQUEST], book.running)["gb_seconds"] == pytest.approx(seconds)


def test_more_memory_than_a_processor_needs_makes_nothing_faster(book: Book) -> None:
    whole = function("sessions").__class__("x", function("sessions").trigger, memory=3000)
    assert cpu_time(10, whole, book.running) == 13


def test_log_lines_are_ours_and_that_of_the_api(book: Book) -> None:
    running = book.running
    apis = running.access_log_bytes + running.bytes_beside_a_line
    ours = 74 + running.bytes_beside_a_line
    assert of_operation([REQUEST], running)["log_gb"] == pytest.approx((ours + apis) / GB)


def test_an_answer_goes_out_with_its_headers(book: Book) -> None:
    assert of_operation([REQUEST], book.running)["sent_gb"] == pytest.approx((324 + book.running.header_bytes) / GB)


@pytest.mark.parametrize(
    ("call", "uses"),
    [
        (AwsCall("events", "PutEvents", GB, entries=3), {"bus_events": 3, "archived_gb": 1}),
        (AwsCall("kms", "Decrypt", 100), {"key_requests": 1}),
        (AwsCall("sqs", "SendMessage", 100), {}),
        (AwsCall("s3", "PutObject", GB), {"object_writes": 1, "object_gb": 1, "key_requests": 1}),
        (AwsCall("s3", "HandIn", GB), {"object_writes": 1, "key_requests": 1}),
        (AwsCall("s3", "GetObject", 0), {"object_reads": 1, "key_requests": 1}),
        (AwsCall("s3", "HeadObject", 0), {"object_reads": 1}),
        (AwsCall("cloudformation", "GetTemplate", 100), {}),
    ],
)
def test_what_a_call_uses(call: AwsCall, uses: dict[str, float]) -> None:
    assert of_call(call) == uses


def test_a_call_without_a_price_is_an_error() -> None:
    with pytest.raises(ValueError, match="s3 DeleteObject"):
        of_call(AwsCall("s3", "DeleteObject", 1))


@pytest.mark.parametrize(("key", "once"), [(("ROOT",), True), (("SIGNING",), True), (("DATA#1",), False)])
def test_what_a_function_reads_once_belongs_to_its_start(key: tuple[str, ...], once: bool) -> None:
    assert of_a_start(AwsCall("dynamodb", "GetItem", 1, touches=(Touch("keys", key, "read", 1, 1),))) is once


def test_the_rarer_the_more_runs_begin_cold_and_never_fewer_than_one_in_a_hundred(book: Book) -> None:
    assert cold_share(0.0, book.running) == 1
    assert cold_share(1 / book.running.idle_seconds, book.running) == pytest.approx(0.368, abs=0.001)
    assert cold_share(100.0, book.running) == 0.01


def test_of_few_requests_each_is_traced_and_of_many_one_a_second_and_a_twentieth(book: Book) -> None:
    assert traces(0.001, book.running) == pytest.approx(0.001, rel=0.01)
    assert traces(1001.0, book.running) == pytest.approx(1 + 50, rel=0.001)
