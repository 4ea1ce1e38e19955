"""The rules of architecture, hints and tests on variations of their examples: other names, other libraries, other
places; and what looks alike and is well."""

import pytest

from shared.architect.domain.rules.registry import BY_ID
from tests.architect.rules.running import hits

PORT = """\
import typing


class OrderStore(typing.Protocol[int]):
    def get(self, key): ...
    def add(self, one): ...
"""
BASE = "class Base:\n    def add(self, one):\n        return one\n"

FOUND: list[tuple[str, dict[str, str]]] = [
    ("ARC001", {"a/x.py": "import a.y\n", "a/y.py": "import a.z\n", "a/z.py": "from a import x\n"}),
    ("ARC001", {"x.py": "import y\n", "y.py": "try:\n    import x\nexcept ImportError:\n    x = None\n"}),
    ("ARC002", {"app/entities/order.py": "import app.infra.db\n", "app/infra/db.py": "X = 1\n"}),
    ("ARC002", {"service_layer/pay.py": "from routers import pages\n", "routers/pages.py": "X = 1\n"}),
    ("ARC003", {"shop/domain/orders.py": "from sqlalchemy.orm import Session as S\n"}),
    ("ARC003", {"billing/entities/invoice.py": "def load():\n    import httpx as web\n    return web\n"}),
    ("ARC006", {"shop/db.py": "import sqlite3 as db\n\nkeep = db.connect('x.db')\n"}),
    ("ARC006", {"shop/rates.py": "from requests import get as ask\n\nRATES = ask('https://x.test', timeout=1)\n"}),
    ("ARC006", {"shop/queue.py": "import pika\n\n\nclass Queue:\n    link = pika.BlockingConnection()\n"}),
    ("ARC006", {"shop/model.py": "import sqlalchemy as sa\n\nengine = sa.create_engine('x')\nengine.connect()\n"}),
    ("ARC007", {
        "shop/use_cases/pay.py": "from shop.adapters.bank import Bank as B\n\n\ndef pay():\n    return B().pay()\n",
        "shop/adapters/bank.py": "class Bank:\n    def pay(self):\n        return 1\n",
    }),
    ("ARC008", {"shop/ports.py": PORT, "shop/sql.py": "class SqlOrderStore:\n    def get(self, key): ...\n"}),
    ("ARC008", {"shop/all.py": f"{PORT}\n\n{BASE}\n\nclass TestOrderStore(Base):\n    pass\n"}),
    ("TST001", {"shop/a.py": "def f():\n    return 1\n"}),
]  # fmt: skip

WELL: list[tuple[str, dict[str, str]]] = [
    ("ARC001", {"a/__init__.py": "from a.x import f\n", "a/x.py": "import a\n\n\ndef f():\n    return a\n"}),
    ("ARC001", {"a/x.py": "import a.y\n", "a/y.py": "import a.z\n", "a/z.py": "X = 1\n"}),
    ("ARC001", {"tests/x.py": "import tests.y\n", "tests/y.py": "import tests.x\n"}),
    ("ARC002", {"app/infra/db.py": "import app.entities.order\n", "app/entities/order.py": "X = 1\n"}),
    ("ARC002", {"one/domain/order.py": "import two.api\n", "two/api.py": "X = 1\n"}),
    ("ARC003", {"shop/domain/orders.py": "from __future__ import annotations\nfrom dataclasses import dataclass\n"}),
    ("ARC003", {"shop/adapters/orders.py": "import boto3\n"}),
    ("ARC003", {"shop/domain/orders.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import httpx\n"}),
    ("ARC003", {"shop/domain/orders.py": "from .redis import cache\n"}),
    ("ARC006", {"shop/db.py": "import sqlite3\n\n\ndef link():\n    return sqlite3.connect('x.db')\n"}),
    ("ARC006", {"shop/db.py": "import sqlite3\n\nif __name__ == '__main__':\n    sqlite3.connect('x.db')\n"}),
    ("ARC006", {"shop/db.py": "import sqlite3\n\nlink = lambda: sqlite3.connect('x.db')\n"}),
    ("ARC006", {"shop/api.py": "import boto3\n\ntable = boto3.resource('dynamodb').Table('orders')\n"}),
    ("ARC006", {"shop/__main__.py": "import logging\n\nlogging.basicConfig()\n"}),
    (
        "ARC007",
        {"shop/state.py": "class Cart:\n    def __init__(self):\n        self.a = None\n        self.b = None\n"},
    ),
    (
        "ARC008",
        {"shop/all.py": f"{PORT}\n\n{BASE}\n\nclass SqlOrderStore(Base):\n    def get(self, key):\n        return 1\n"},
    ),
    ("ARC008", {"shop/all.py": f"{PORT}\n\nfrom lib import Whole\n\n\nclass SqlOrderStore(Whole):\n    pass\n"}),
    (
        "ARC008",
        {"shop/all.py": f"{PORT}\n\nclass SqlOrderStore:\n    def get(self): ...\n    def __getattr__(self, n): ...\n"},
    ),
    ("ARC008", {"shop/all.py": f"{PORT}\n\nclass NoOrderStore(Exception):\n    pass\n"}),
    ("TST001", {"shop/a.py": "X = 1\n"}),
    (
        "TST001",
        {"shop/a.py": "from shop import b\n", "shop/b.py": "def f(): ...\n", "tests/test_a.py": "from shop import a\n"},
    ),
]


@pytest.mark.parametrize(("rule", "files"), FOUND, ids=[f"{rule} {number}" for number, (rule, _) in enumerate(FOUND)])
def test_another_form_of_the_defect_is_found(rule: str, files: dict[str, str]) -> None:
    assert hits(BY_ID[rule], files) != []


@pytest.mark.parametrize(("rule", "files"), WELL, ids=[f"{rule} {number}" for number, (rule, _) in enumerate(WELL)])
def test_what_only_looks_like_it_is_left_alone(rule: str, files: dict[str, str]) -> None:
    assert [hit.message for hit in hits(BY_ID[rule], files)] == []
