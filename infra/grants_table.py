"""`python -m infra.grants_table`: who may do what, as the table in docs/security.md. A test compares the two."""

from collections.abc import Iterator

from infra.declarations import Access, Act, Function, QueueTrigger
from infra.grants import NEVER_SCANNED, opens_root_key
from infra.topology import FUNCTIONS, TABLES

_WORDS: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("read", ("get", "get_many", "query")),
    ("scan", ("scan",)),
    ("put", ("put",)),
    ("update", ("add",)),
    ("delete", ("delete",)),
    ("check", ("check",)),
)


def table() -> Iterator[str]:
    """Lines of Markdown."""
    names = [table.name for table in TABLES]
    yield f"| function | {' | '.join(f'`{name}`' for name in names)} | beside |"
    yield "|---" * (len(names) + 2) + "|"
    for function in FUNCTIONS:
        cells = [_access(function.tables.get(name, {})) for name in names]
        yield f"| `{function.name}` | {' | '.join(cells)} | {'; '.join(_beside(function))} |"


def _access(access: Access) -> str:
    """`read ROOT, SIGNING; put SIGNING`: a word for each thing it may do, and the partitions."""
    said = []
    for word, acts in _WORDS:
        partitions = sorted({each for act in acts for each in access.get(act, "").split()})
        if partitions:
            said.append(f"{word} {_told(word, partitions)}")
    return "; ".join(said)


def _told(word: str, partitions: list[str]) -> str:
    if word == "scan":
        return f"all but `{NEVER_SCANNED}`"
    return "all" if partitions == ["*"] else " ".join(f"`{each}`" for each in partitions)


def _beside(function: Function) -> Iterator[str]:
    if opens_root_key(function):
        yield "open the root key"
    for bucket, acts in function.objects.items():
        for act, names in acts.items():
            yield f"{act} {' '.join(f'`{bucket}/{each}`' for each in sorted(names.split()))}"
    if function.reads_stack:
        yield "read the stack's own template"
    for queue in function.sends_to:
        yield f"send to `{queue}`"
    if isinstance(function.trigger, QueueTrigger):
        queue = function.trigger.queue
        yield f"put off messages of `{queue}`, park them in `{queue}-dlq`"
    if function.publishes:
        yield "publish on the bus"
    if function.mails:
        yield "mail, from one address"


if __name__ == "__main__":
    print("\n".join(table()))
