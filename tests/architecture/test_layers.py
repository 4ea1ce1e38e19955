"""Who may import whom (docs: the rooms): each room names all it may know; everything else is out of bounds."""

import ast
import sys
from dataclasses import dataclass

import pytest

from tests.architecture.source import Module, modules, within

STDLIB = tuple(sys.stdlib_module_names)
# The rules of addresses, names and look-alikes as libraries: no I/O in any of them.
PURE_LIBRARIES = ("email_validator", "precis_i18n", "confusable_homoglyphs")


@dataclass(frozen=True)
class Room:
    """`knows`: what its modules may import beside the standard library."""

    place: str
    knows: tuple[str, ...]


ROOMS = (
    Room("shared/kernel", ("shared.kernel",)),
    Room("shared/accounts/domain", ("shared.kernel", "shared.accounts.domain", *PURE_LIBRARIES)),
    Room("shared/accounts/ports.py", ("shared.kernel", "shared.accounts.domain")),
    Room(
        "shared/accounts/use_cases",
        ("shared.kernel", "shared.accounts.domain", "shared.accounts.ports", "shared.accounts.use_cases"),
    ),
    Room("shared/architect/domain", ("shared.kernel", "shared.architect.domain")),
    Room("shared/architect/knowledge", ("shared.kernel", "shared.architect.domain", "shared.architect.knowledge")),
    Room("shared/architect/ports.py", ("shared.kernel", "shared.architect.domain")),
    Room(
        "shared/architect/document",
        ("shared.kernel", "shared.architect.domain", "shared.architect.knowledge", "shared.architect.document",
         "shared.architect.examples.pick", "jinja2", "markupsafe"),
    ),
    Room(
        "shared/architect/use_cases",
        ("shared.kernel", "shared.architect.domain", "shared.architect.knowledge", "shared.architect.document",
         "shared.architect.ports", "shared.architect.use_cases"),
    ),
    Room("shared/settings.py", ("pydantic",)),
    Room(
        "functions",
        ("functions", "shared.bootstrap", "shared.edge", "shared.accounts.use_cases", "shared.accounts.domain",
         "shared.architect.use_cases", "shared.architect.domain", "shared.architect.knowledge",
         "shared.architect.ports",
         "shared.kernel", "pydantic", "pydantic_core"),
    ),
    Room("infra/declarations.py", ()),
    Room("infra/functions_of_accounts.py", ("infra.declarations",)),
    Room("infra/functions_of_architect.py", ("infra.declarations",)),
    Room(
        "infra/topology.py", ("infra.declarations", "infra.functions_of_accounts", "infra.functions_of_architect")
    ),
    Room("infra/grants.py", ("infra.declarations", "infra.topology")),
)  # fmt: skip

# Rooms that stand on libraries of their own: what they must not know says more than what they may.
FORBIDDEN = {
    "shared/adapters": ("shared.edge", "shared.bootstrap", "functions", "infra", "tests"),
    "shared/edge": ("shared.accounts", "shared.architect", "shared.adapters", "shared.bootstrap", "functions", "infra"),
    "shared/accounts": ("shared.architect",),
    "shared/architect": ("shared.accounts", "shared.adapters", "shared.edge", "shared.bootstrap"),
    "shared": ("functions", "infra", "tests"),
    "functions": ("boto3", "botocore", "pynamodb", "moto", "infra", "tests"),
    "infra": ("tests",),
}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.place)
def test_a_room_imports_only_what_it_may_know(room: Room) -> None:
    strangers = [
        f"{module.name} imports {name}"
        for module in modules(room.place)
        for name in sorted(module.imports)
        if not within(name, STDLIB) and not within(name, room.knows)
    ]
    assert strangers == []


@pytest.mark.parametrize("place", FORBIDDEN)
def test_a_room_never_looks_at_those_above_it(place: str) -> None:
    upward = [
        f"{module.name} imports {name}"
        for module in modules(place)
        for name in sorted(module.imports)
        if within(name, FORBIDDEN[place])
    ]
    assert upward == []


@pytest.mark.parametrize(
    "forbidden", ["socket", "subprocess", "asyncio", "urllib", "http", "threading", "os", "sqlite3"]
)
def test_rules_do_no_input_or_output(forbidden: str) -> None:
    touching = [
        module.name
        for module in modules("shared/kernel", "shared/accounts/domain", "shared/architect/domain")
        if any(within(name, (forbidden,)) for name in module.imports)
    ]
    assert touching == []


def test_rules_ask_neither_clock_nor_chance() -> None:
    """Time, identity and randomness are ports: a rule is given them."""
    chance = ("random", "secrets", "time", "uuid.uuid1", "uuid.uuid4", "os")
    rooms = modules("shared/kernel", "shared/accounts", "shared/architect")
    assert [m.name for m in rooms if any(within(name, chance) for name in m.imports)] == []
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    assert [m.name for m in rooms if clocks & {ast.unparse(call.func) for call in m.calls()}] == []


def test_only_the_composition_root_makes_adapters() -> None:
    roots = {"shared.bootstrap", "shared.bootstrap_accounts", "shared.bootstrap_ports", "shared.bootstrap_reviews"}
    makers = {m.name for m in modules("shared", "functions") if _knows_adapters(m)} - roots
    assert makers == set()


def test_no_request_walks_through_the_whole_directory() -> None:
    """A Scan reads, and pays for, every item there is: only what a queue carries on, step by step, may."""
    assert [m.name for m in modules("shared", "functions") if ".scan(" in m.text] == [
        "shared.accounts.use_cases.rebuild_search"
    ]


def _knows_adapters(module: Module) -> bool:
    inside = within(module.name, ("shared.adapters",))
    return not inside and any(within(name, ("shared.adapters",)) for name in module.imports)
