import pytest
from invoices import app, outbox, send_invoice


@pytest.fixture(autouse=True)
def here() -> None:
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    outbox.sent.clear()
    outbox.failures = 0


def test_a_task_that_runs_twice_sends_one_mail() -> None:
    for _ in range(2):
        send_invoice.delay("i-1", "ada@example.org")
    assert outbox.sent == {"i-1": "ada@example.org"}


def test_a_failure_that_passes_is_tried_again() -> None:
    outbox.failures = 2
    app.conf.task_eager_propagates = False  # a task that puts itself off is no failure
    send_invoice.apply(("i-2", "ada@example.org"))
    assert "i-2" in outbox.sent


def test_what_is_lost_with_a_worker_comes_back_and_nothing_runs_for_ever() -> None:
    assert app.conf.task_acks_late and app.conf.task_reject_on_worker_lost
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
