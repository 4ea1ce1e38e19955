"""The environment of each function: what `shared/settings.py` demands, and of the rest what the function uses."""

from collections.abc import Mapping
from dataclasses import dataclass

from infra.context import Context
from infra.grants import opens_root_key
from infra.topology import TABLES, Function, QueueTrigger

# Each Argon2id hash takes 19 MiB and gives them back; infra/local/environment.py says what glibc does without this.
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1024 * 1024)}
_HASHING = ("sessions", "accounts")
_CHOOSING_PASSWORDS = ("accounts",)
_CLOSING = ("close_unverified",)


@dataclass(frozen=True)
class Places:
    """What deployed things are called. Queue URLs by the queues' names, dead-letter queues too; buckets by theirs."""

    public_url: str
    queue_urls: Mapping[str, str]
    buckets: Mapping[str, str]
    stack_name: str
    bus_name: str
    key_id: str


def environment(context: Context, function: Function, places: Places) -> dict[str, str]:
    """Without AWS_REGION, which Lambda sets."""
    return (
        {
            "ROLLBOOK_PUBLIC_URL": places.public_url,
            "ROLLBOOK_ISSUER": places.public_url,
            "ROLLBOOK_AUDIENCE": context.audience,
        }
        | {_setting(f"{table.name}-table"): context.table_name(table.name) for table in TABLES}
        | _queue_urls(function, places)
        | {_setting(f"{bucket}-bucket"): places.buckets[bucket] for bucket in function.objects}
        | ({"ROLLBOOK_STACK_NAME": places.stack_name} if function.reads_stack else {})
        | ({"ROLLBOOK_KMS_KEY_ID": places.key_id} if opens_root_key(function) else {})
        | ({"ROLLBOOK_BUS_NAME": places.bus_name} if function.publishes else {})
        | _chosen(context, function)
        | (_MEMORY if function.name in _HASHING else {})
    )


def _queue_urls(function: Function, places: Places) -> dict[str, str]:
    """Where it sends; and a consumer's own queue with its dead letters, for it parks what it cannot read."""
    wanted = set(function.sends_to)
    if isinstance(function.trigger, QueueTrigger):
        wanted |= {function.trigger.queue, f"{function.trigger.queue}-dlq"}
    return {
        _setting(f"{name}-url" if name.endswith("-dlq") else f"{name}-queue-url"): places.queue_urls[name]
        for name in sorted(wanted)
    }


def _chosen(context: Context, function: Function) -> dict[str, str]:
    """Settings that only some functions read."""
    chosen = {}
    if function.mails or function.name in _CHOOSING_PASSWORDS:
        chosen["ROLLBOOK_SERVICE_NAME"] = context.service_name
    if function.mails:
        chosen["ROLLBOOK_MAIL_FROM"] = context.mail_from
    if function.name in _CHOOSING_PASSWORDS:
        chosen["ROLLBOOK_PASSWORD_MIN_LENGTH"] = str(context.password_min_length)
    if function.name in _CLOSING:
        chosen["ROLLBOOK_UNVERIFIED_DAYS"] = str(context.unverified_days)
    return chosen


def _setting(name: str) -> str:
    return "ROLLBOOK_" + name.upper().replace("-", "_")
