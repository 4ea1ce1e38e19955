"""Where the settings of one running system say its tables and queues are."""

from collections.abc import Mapping

from infra.topology import Queue


def table_name(environ: Mapping[str, str], table: str) -> str:
    return environ[f"ROLLBOOK_{_upper(table)}_TABLE"]


def queue_url(environ: Mapping[str, str], queue: str) -> str:
    return environ[f"ROLLBOOK_{_upper(queue)}_QUEUE_URL"]


def dead_letter_url(environ: Mapping[str, str], queue: Queue) -> str:
    return environ[f"ROLLBOOK_{_upper(queue.name)}_DLQ_URL"]


def _upper(name: str) -> str:
    return name.replace("-", "_").upper()
