"""What is declared in one place is complete: events, errors, functions."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from typing import TypeVar

import pytest

from infra.topology import FUNCTIONS, QUEUES, RULES, TABLES, Function, HttpTrigger, QueueTrigger, StreamTrigger
from shared.accounts.domain import events as happened
from shared.accounts.domain.mails import MailKind
from shared.adapters.dynamodb.layout import KEY_SCHEMA, LAYOUT
from shared.architect.domain.records import events as architects
from shared.architect.domain.records import review_events as reviewers
from shared.edge.problems import TABLE
from shared.kernel.errors import RollbookError
from shared.kernel.events import Payload
from tests.architecture.source import ROOT, modules

CONTRACT_TYPES = {
    "user.registered", "user.email_verified", "user.profile_changed", "user.email_change_requested",
    "user.email_changed", "user.password_changed", "user.password_reset", "user.roles_changed", "user.suspended",
    "user.reactivated", "user.erased",
}  # fmt: skip


K = TypeVar("K")


def every(root: type[K]) -> Iterator[type[K]]:
    for kind in root.__subclasses__():
        yield kind
        yield from every(kind)


def payloads() -> list[type[Payload]]:
    """Of every part; tests have some of their own."""
    ours = {happened.__name__, architects.__name__, reviewers.__name__}
    return [kind for kind in every(Payload) if kind.__module__ in ours]


def errors() -> list[type[RollbookError]]:
    """Those that callers are told; adapters tell theirs apart behind one of these."""
    return [kind for kind in every(RollbookError) if kind.__module__.startswith(("shared.kernel", "shared.accounts"))]


def test_event_types_are_unique_dotted_and_past_tense_constants() -> None:
    types = [payload.type for payload in payloads()]
    assert len(types) == len(set(types))
    assert [name for name in types if not re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", name)] == []
    assert {name for name in types if name.startswith("user.")} == CONTRACT_TYPES


def test_every_code_of_an_error_has_a_status_and_no_status_is_left_over() -> None:
    codes = {code for kind in errors() for code in kind.codes}
    spare = {code for code in TABLE if code not in codes}
    assert codes - set(TABLE) == set()
    assert spare <= {"internal_error"}


def test_every_code_of_an_error_belongs_to_one_class() -> None:
    owned = [code for kind in errors() for code in kind.codes]
    assert sorted(owned) == sorted(set(owned))


def test_every_error_class_stands_in_the_tree_that_the_module_draws() -> None:
    drawn = import_module("shared.kernel.errors").__doc__ or ""
    assert [name for name in (kind.__name__ for kind in errors()) if not re.search(rf"[├└]── {name}\b", drawn)] == []


def test_every_function_has_a_handler_and_every_handler_a_function() -> None:
    written = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    assert written == {function.name for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_handler_can_be_called_and_built(function: Function) -> None:
    module, _, name = function.handler.rpartition(".")
    handler = import_module(module)
    assert callable(getattr(handler, name))
    assert callable(handler.build)


def test_what_a_function_touches_is_declared() -> None:
    tables, queues = {table.name for table in TABLES}, {queue.name for queue in QUEUES}
    for function in FUNCTIONS:
        assert set(function.tables) <= tables, function.name
        assert set(function.sends_to) <= queues, function.name
        if isinstance(function.trigger, QueueTrigger):
            assert function.trigger.queue in queues
        if isinstance(function.trigger, StreamTrigger):
            assert [t.stream for t in TABLES if t.name == function.trigger.table] == [True]
    assert {table.name: table.hash_key for table in TABLES} == {n: schema[0] for n, schema in KEY_SCHEMA.items()}


def test_no_function_may_change_or_remove_an_event() -> None:
    acts = {act for function in FUNCTIONS for act in function.tables.get("events", ())}
    assert acts <= {"get", "get_many", "query", "put"}


def test_rules_listen_to_events_that_exist_and_feed_queues_with_a_reader() -> None:
    types = {payload.type for payload in payloads()}
    read = {function.trigger.queue for function in FUNCTIONS if isinstance(function.trigger, QueueTrigger)}
    for rule in RULES:
        assert set(rule.event_types) <= types, rule.name
        assert rule.queue in read
    assert {queue.name for queue in QUEUES} == read


def test_no_two_functions_answer_one_path() -> None:
    prefixes = [p for f in FUNCTIONS if isinstance(f.trigger, HttpTrigger) for p in f.trigger.prefixes]
    assert len(prefixes) == len(set(prefixes))
    assert prefixes.count("$default") == 1


def test_every_record_that_rules_store_has_a_place() -> None:
    """A record without a place would fail only when it is first stored."""
    records = {
        f"{module.name}.{node.name}"
        for module in modules("shared/kernel", "shared/accounts/domain", "shared/architect/domain/records")
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and "key" in {getattr(member, "name", "") for member in node.body}
    }
    not_stored = {"shared.kernel.records.Record", "shared.kernel.records.Put"}
    assert records - not_stored == {f"{kind.__module__}.{kind.__qualname__}" for kind in LAYOUT}


def test_every_kind_of_mail_has_words() -> None:
    words = tomllib.loads((ROOT / "shared/adapters/mail_templates/en.toml").read_text("utf-8"))
    assert {kind.value for kind in MailKind} <= set(words["kinds"])
