"""What rules stand on: names mean the same however they were imported, bound, handed on or moved to another file."""

import ast

import pytest

from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import SourceFile

WAYS = {
    "plain": "import redis\n\ncache = redis.Redis()\n\ndef f():\n    cache.get('a')\n",
    "alias": "import redis as r\n\nc = r.Redis()\n\ndef f():\n    c.get('a')\n",
    "from": "from redis import Redis as R\n\ndef f():\n    with R() as c:\n        c.get('a')\n",
    "parameter": "import redis\n\ndef f(c: redis.Redis | None = None):\n    c.get('a')\n",
    "generic": "import redis\n\ndef f(c: 'redis.Redis[bytes]'):\n    c.get('a')\n",
    "handed on": "import redis\n\nclass A:\n    def __init__(self, c: redis.Redis):\n        self.c = c\n\n"
    "    def f(self):\n        self.c.get('a')\n",
    "field": "import redis\n\nclass A:\n    c: redis.Redis\n\n    def f(self):\n        self.c.get('a')\n",
    "default": "import redis\n\ndef f(c=None):\n    c = c or redis.Redis()\n    c.get('a')\n",
    "helper": "import redis\n\ndef make():\n    return redis.Redis()\n\ndef f():\n    make().get('a')\n",
    "helper with a hint": "import redis\n\ndef make() -> redis.Redis:\n    ...\n\ndef f():\n    c = make()\n"
    "    c.get('a')\n",
    "yielded": "import redis\nfrom collections.abc import Iterator\n\ndef make() -> Iterator[redis.Redis]:\n    ...\n\n"
    "def f():\n    with make() as c:\n        c.get('a')\n",
    "own method": "import redis\n\nclass A:\n    def _c(self):\n        return redis.Redis()\n\n    def f(self):\n"
    "        self._c().get('a')\n",
    "property": "import redis\n\nclass A:\n    @property\n    def c(self):\n        return redis.Redis()\n\n"
    "    def f(self):\n        self.c.get('a')\n",
    "inherited": "import redis\n\nclass A:\n    def __init__(self):\n        self.c = redis.Redis()\n\nclass B(A):\n"
    "    def f(self):\n        self.c.get('a')\n",
    "through ours": "import redis\n\nclass A:\n    def __init__(self):\n        self.c = redis.Redis()\n\n"
    "def f(a: A):\n    a.c.get('a')\n",
}
FILES = {
    "an instance": {"shop/a.py": "import redis\ncache = redis.Redis()\n", "shop/b.py": "from shop.a import cache\n"},
    "a module": {
        "shop/__init__.py": "",
        "shop/a.py": "import redis\ncache = redis.Redis()\n",
        "shop/b.py": "from shop import a\n\ncache = a.cache\n",
    },
    "a relative import": {
        "shop/a.py": "from redis import Redis\ncache = Redis()\n",
        "shop/b.py": "from .a import cache",
    },
    "a helper": {
        "a.py": "from redis import Redis\n\ndef make():\n    return Redis()\n",
        "b.py": "import a\n\ncache = a.make()\n",
    },
    "a base class": {
        "a.py": "import redis\n\nclass Base:\n    def __init__(self):\n        self.c = redis.Redis()\n",
        "b.py": "from a import Base\n\nclass Own(Base):\n    pass\n\n\ncache = Own().c\n",
    },
    "imports of imports": {
        "a.py": "import redis\ncache = redis.Redis()\n",
        "m.py": "from a import cache as kept\n",
        "b.py": "from m import kept as cache\n",
    },
}


def called(file: SourceFile) -> list[str]:
    return [name for _, name in file.calls()]


@pytest.mark.parametrize("way", WAYS)
def test_an_instance_is_known_however_it_came_here(way: str) -> None:
    assert "redis.Redis().get" in called(SourceFile("shop.py", WAYS[way]))


@pytest.mark.parametrize("how", FILES)
def test_an_instance_is_known_in_another_file(how: str) -> None:
    text = FILES[how]["shop/b.py" if "shop/b.py" in FILES[how] else "b.py"] + "\n\ncache.get('a')\n"
    project = Project.of_example({**FILES[how], "shop/b.py" if "shop/b.py" in FILES[how] else "b.py": text})
    assert "redis.Redis().get" in called(next(file for file in project.files if file.path.endswith("b.py")))


def test_a_name_means_what_its_own_scope_says() -> None:
    text = "import redis\n\ndef f():\n    c = redis.Redis()\n\ndef g(c):\n    c.get('a')\n\ndef redis(c):\n    pass\n"
    assert "c.get" in called(SourceFile("shop.py", text))
    assert "redis.Redis().get" not in called(SourceFile("shop.py", text))


def test_two_classes_keep_their_attributes_apart() -> None:
    text = (
        "import redis, httpx\n\nclass A:\n    def __init__(self):\n        self.c = redis.Redis()\n\nclass B:\n"
        "    def __init__(self):\n        self.c = httpx.Client()\n    def f(self):\n        self.c.get('a')\n"
    )
    assert "httpx.Client().get" in called(SourceFile("shop.py", text))


def test_names_that_lead_in_circles_end() -> None:
    project = Project.of_example({
        "a.py": "from b import x\ny = x\n\ndef f():\n    return f()\n\n\nz = f()\nz.get()\n",
        "b.py": "from a import y as x\n\nclass A(A):\n    pass\n\n\nA().c.get()\n",
    })  # fmt: skip
    for file in project.files:
        assert all(isinstance(name, str) for name in called(file))


def test_a_summary_outlives_the_tree_and_wakes_none() -> None:
    project = Project.of_example(
        {"a.py": "import redis\ncache = redis.Redis()\n", "b.py": "from a import cache\ncache.get()"}
    )
    for file in project.files:
        file.forget()
    assert "redis.Redis().get" in called(project.by_module["b"])
    assert "tree" not in project.by_module["a"].__dict__
    assert isinstance(project.by_module["a"].tree, ast.Module)
