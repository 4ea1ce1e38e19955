"""Celery with what its defaults lack: work is acknowledged when done, bounded, and tried again with jitter."""

from celery import Celery, Task

app = Celery("invoices")
app.conf.update(
    task_acks_late=True,  # a worker that dies gives its task back
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,  # long tasks are not hoarded by a busy worker
    task_time_limit=120,
    task_soft_time_limit=100,
    broker_transport_options={"visibility_timeout": 600},  # longer than the time limit, or it is done twice
    task_default_queue="invoices",
    task_routes={"invoices.send_invoice": {"queue": "invoices"}},
    task_serializer="json",
    accept_content=["json"],
    result_expires=3600,
)


class MailUnavailable(Exception):
    """The mail service did not take it: later it may."""


class Outbox:
    """Stands for the mail service and its record of what went out."""

    def __init__(self) -> None:
        self.sent: dict[str, str] = {}
        self.failures = 0

    def send(self, key: str, to: str) -> None:
        """Once for each key, whatever happens."""
        if self.failures:
            self.failures -= 1
            raise MailUnavailable
        self.sent.setdefault(key, to)


outbox = Outbox()


@app.task(
    bind=True,
    name="invoices.send_invoice",
    autoretry_for=(MailUnavailable,),
    retry_backoff=2,
    retry_backoff_max=300,
    retry_jitter=True,
    max_retries=8,
)
def send_invoice(self: Task, invoice_id: str, to: str) -> None:
    """A task may run twice: the invoice's id is the key by which the second run does nothing."""
    outbox.send(invoice_id, to)
