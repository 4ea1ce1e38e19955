"""The CPU of one request, over what no implementation of it can do without."""

import importlib
from collections.abc import Iterator

from infra.bench.report import Goal, Measure
from infra.bench.rounds import least_cpu
from infra.bench.stage import PASSWORD, Call, Stage

FEW, MANY = 10, 10_000


def measure_requests(stage: Stage) -> Iterator[Measure]:
    few, many = stage.account("few@example.com", FEW), stage.account("many@example.com", MANY)
    sign_in = {few: stage.sign_in("few@example.com"), many: stage.sign_in("many@example.com")}
    show_me = {user: stage.show_me(sign_in[user]()["access_token"]) for user in (few, many)}
    reads = least_cpu({**show_me, "boto3": _bare_read(stage, few)}, rounds=15, calls=20)
    yield Measure("GET /v1/me", reads[few] / reads["boto3"], "x one boto3 GetItem, CPU", Goal("<=", 1.3))
    hasher = importlib.import_module("shared.adapters.argon2").Argon2Hasher()
    hashed = hasher.hash(PASSWORD)
    entries = least_cpu({**sign_in, "verify": lambda: hasher.verify(hashed, PASSWORD)}, rounds=30, calls=2)
    yield Measure("sign-in", entries[few] / entries["verify"], "x one Argon2id verify, CPU", Goal("<=", 1.25))
    bound = Goal("<=", 1.05)
    unit = f"x the same with {FEW} events, CPU"
    yield Measure(f"sign-in, {MANY:,} events", entries[many] / entries[few], unit, bound)
    yield Measure(f"GET /v1/me, {MANY:,} events", reads[many] / reads[few], unit, bound)
    yield Measure("  one boto3 GetItem", reads["boto3"], "ms CPU")
    yield Measure("  one Argon2id verify", entries["verify"], "ms CPU")


def _bare_read(stage: Stage, user_id: str) -> Call:
    """boto3 as its documentation shows it, reading the account's state: the smaller half of what GET /v1/me reads."""
    import boto3

    client = boto3.client("dynamodb")
    table, key = stage.environ["ROLLBOOK_DIRECTORY_TABLE"], {"pk": {"S": f"USER#{user_id}"}, "sk": {"S": "STATE"}}

    def read() -> None:
        if "Item" not in client.get_item(TableName=table, Key=key, ConsistentRead=True):
            raise RuntimeError("the account is not there")

    return read
