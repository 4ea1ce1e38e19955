"""Data that is run as code: pickles, YAML tags, shells, `eval`."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import milder, node_at, said
from shared.architect.domain.rules.vocabulary.values import UNKNOWN, argument, value_of

_BAD = """\
import pickle

import redis

cache = redis.Redis.from_url("redis://cache:6379")


def load_basket(user_id: str):
    stored = cache.get(f"basket:{user_id}")
    return pickle.loads(stored) if stored else None
"""
_GOOD = """\
import json

import redis

cache = redis.Redis.from_url("redis://cache:6379")


def load_basket(user_id: str):
    stored = cache.get(f"basket:{user_id}")
    return json.loads(stored) if stored else None
"""
_SAID = {
    "S301": "Unpickling runs whatever the bytes say: who can write them runs code here.",
    "S302": "`marshal` reads code objects and crashes on wrong bytes: it is not for data from outside.",
    "S506": "This YAML loader makes any Python object that the text asks for: use `yaml.safe_load`.",
    "S602": "A shell reads this command: what stands in a variable can end it and begin another.",
    "S605": "A shell reads this command: what stands in a variable can end it and begin another.",
    "S307": "`eval` runs its text as code.",
}


def _judge(hit: Hit, code: str, file: SourceFile) -> Hit | None:
    call = node_at(file, hit, ast.Call)
    if call is None or (call.lineno, call.col_offset + 1) != (hit.place.line, hit.place.column):
        return said(hit, f"It goes by another name from here on. {_SAID[code]}", Severity.WARNING)
    if code == "S301" and any(_is_own(file, one) for one in call.args):
        return None
    told = said(hit, f"`{ast.unparse(call.func)}`: {_SAID[code]}")
    if code in ("S602", "S605") and _is_fixed(file, call):
        return None  # one text that the program's author wrote
    if code == "S307" and (_is_compiled(file, call) or _is_fixed(file, call)):
        return milder(told, Severity.NOTE)
    if code == "S307" and len(call.args) > 1:
        return milder(told, Severity.WARNING)  # names were chosen for it: a small language, on purpose
    return told


def _is_fixed(file: SourceFile, call: ast.Call) -> bool:
    command = argument(call, "args", 0) or argument(call, "command", 0) or argument(call, "cmd", 0)
    value = value_of(file, command)
    return isinstance(value, str) or (isinstance(value, list) and UNKNOWN not in value)


def _is_own(file: SourceFile, given: ast.expr) -> bool:
    """The bytes were made here, a line or an attribute ago: a deep copy, no input."""
    return file.name_of(given).rpartition(".")[2] == "dumps()"


def _is_compiled(file: SourceFile, call: ast.Call) -> bool:
    """Code that the program itself made: how named tuples and data classes come to be."""
    return bool(call.args) and "compile(" in file.name_of(call.args[0])


RULE = RuffRule(
    About(
        id="SEC005",
        family="security",
        title="Data is run as code",
        severity=Severity.ERROR,
        confidence=Confidence.MEDIUM,
        principle="What comes from outside is read as data, by a parser that can make nothing but data.",
        why=(
            "Pickle, YAML tags, shells and eval do what their input says. Whoever can write one cache entry, queue "
            "message or file name runs code with the rights of the service: its tables, its secrets, its network."
        ),
        fix=(
            "Store JSON and validate it; `yaml.safe_load`; `subprocess.run([...])` with a list and no shell; a table "
            "of functions or `ast.literal_eval` for `eval`."
        ),
        source="https://docs.python.org/3/library/pickle.html#module-pickle",
        bad={"shop/baskets.py": _BAD},
        good={"shop/baskets.py": _GOOD},
    ),
    codes=("S301", "S302", "S506", "S602", "S605", "S307"),
    judge=_judge,
)
