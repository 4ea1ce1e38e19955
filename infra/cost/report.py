"""The cost sheet as text: what each operation costs, what a month costs, and what makes it so."""

from collections.abc import Iterator, Mapping

from infra.cost.book import Book
from infra.cost.month import Month
from infra.cost.usage import of_operation

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
# What of a bill belongs together.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "database": ("read_units", "write_units"),
    "storage": ("stored_gb", "recovery_gb"),
    "files": ("object_writes", "object_reads", "object_gb"),
    "functions": ("invocations", "gb_seconds"),
    "HTTP API": ("http_requests", "sent_gb"),
    "messages": ("queue_requests", "bus_events", "archived_gb"),
    "mail": ("mails",),
    "logs": ("log_gb", "log_kept_gb"),
    "metrics": ("metrics", "alarms", "composite_alarms", "dashboards"),
    "traces": ("traces",),
    "keys": ("keys", "key_rotations", "key_requests"),
}
_OPERATION_GROUPS = ("database", "files", "functions", "HTTP API", "messages", "mail", "logs")


def sheet(month: Month) -> str:
    parts = (_told(month), _operations(month), _months(month), _apart(month), _others(month.book), _verdict(month))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def grouped(dollars: Mapping[str, float]) -> dict[str, float]:
    return {group: sum(dollars.get(name, 0.0) for name in names) for group, names in GROUPS.items()}


def _told(month: Month) -> Iterator[str]:
    meta = month.book.meta
    yield f"Prices of {meta['date']}, {meta['region']}, US dollars, no free tier: infra/cost/assumptions.toml"
    yield f"Alarms, dashboards and keys: {month.standing.where}."


def _operations(month: Month) -> Iterator[str]:
    yield (
        f"{'1,000 times':20}{'reads':>7}{'writes':>8}{'GB ms':>7}"
        + "".join(f"{name:>11}" for name in _OPERATION_GROUPS)
        + (f"{'dollars':>10}")
    )
    for name, runs in month.sheet.operations.items():
        usage = of_operation(runs, month.book.running)
        dollars = {each: month.book.prices[each].of(quantity * 1000) for each, quantity in usage.items()}
        groups = grouped(dollars)
        billed = usage["gb_seconds"] * 1000
        cells = "".join(f"{groups[group]:11.5f}" for group in _OPERATION_GROUPS)
        units = f"{usage.get('read_units', 0):7.0f}{usage.get('write_units', 0):8.0f}{billed:7.0f}"
        yield f"{name:20}{units}{cells}{sum(groups.values()):10.5f}"


def _months(month: Month) -> Iterator[str]:
    yield f"{'a month of users':20}" + "".join(f"{size:>14,}" for size in SIZES)
    bills = [month.dollars(size) for size in SIZES]
    for group in GROUPS:
        yield f"{group:20}" + "".join(f"{grouped(bill)[group]:14,.2f}" for bill in bills)
    totals = [sum(bill.values()) for bill in bills]
    yield f"{'together':20}" + "".join(f"{total:14,.2f}" for total in totals)
    each = zip(SIZES, totals, strict=True)
    yield f"{'for 1,000 users':20}" + "".join(f"{total / size * 1000:14,.2f}" for size, total in each)
    paid = [total - month.free(size) for size, total in zip(SIZES, totals, strict=True)]
    yield f"{'less what is free':20}" + "".join(f"{dollars:14,.2f}" for dollars in paid)


def _apart(month: Month) -> Iterator[str]:
    yield f"{'in a month, beside':20}{'dollars':>14}"
    for name, counts in month.book.apart.items():
        label = f"{sum(counts.values()):,.0f} {name}"
        yield f"{label:20}{month.apart(counts):14,.2f}"


def _others(book: Book) -> Iterator[str]:
    yield f"{'list prices':24}" + "".join(f"{size:>14,}" for size in SIZES)
    for other in book.others:
        yield f"{other.name:24}" + "".join(f"{other.of(size):14,.2f}" for size in SIZES)


def _verdict(month: Month) -> Iterator[str]:
    users, bound = month.book.goal["users"], month.book.goal["dollars"]
    total, paid = month.bill(users)
    listed, thrifty = month.thrifty().bill(users)
    yield f"Goal: {users:,.0f} users for at most {bound:.0f} dollars. {total:.2f}: {_said(total, bound)}."
    yield (
        f"Thrifty (tracing: passthrough, tables_key: aws): {listed:.2f} by list prices: {_said(listed, bound)}; "
        f"{thrifty:.2f} less what is free: {_said(thrifty, bound)}."
    )
    for group, dollars in sorted(grouped(month.dollars(users)).items(), key=lambda row: -row[1])[:4]:
        yield f"  {group}: {dollars:.2f}, {dollars / (total or 1):.0%}"
    yield f"  the free tier that does not end takes {month.free(users):.2f} off: {paid:.2f}: {_said(paid, bound)}"


def _said(dollars: float, bound: float) -> str:
    return "holds" if dollars <= bound else "MISSED"
