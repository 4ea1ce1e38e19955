"""SQL put together from strings: found by ruff, judged by what is filled in and where the text goes."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.logs import is_log_call
from shared.architect.domain.rules.vocabulary.shapes import method, names_below, targets_of
from shared.architect.domain.rules.vocabulary.sql_parts import filled_in, is_always, is_constant_of_class
from shared.architect.domain.rules.vocabulary.values import UNKNOWN, value_of

_BAD = """\
import psycopg


def orders_of(conn: psycopg.Connection, customer: str, state: str) -> list[tuple[object, ...]]:
    query = f"SELECT id, total FROM orders WHERE customer = '{customer}' AND state = '{state}'"
    with conn.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
"""
_GOOD = """\
import psycopg


def orders_of(conn: psycopg.Connection, customer: str, state: str) -> list[tuple[object, ...]]:
    query = "SELECT id, total FROM orders WHERE customer = %s AND state = %s"
    with conn.cursor() as cursor:
        cursor.execute(query, (customer, state))
        return cursor.fetchall()
"""
_RUNS = frozenset({
    "execute", "executemany", "executescript", "execute_async", "fetch", "fetchrow", "fetchval", "fetch_one",
    "fetch_all", "fetch_val", "scalar", "scalars", "text", "raw", "read_sql", "read_sql_query", "sql",
    "prepare", "query", "cursor", "run_query", "exec_driver_sql", "execute_query", "extra", "RawSQL",
})  # fmt: skip
_QUOTES = re.compile(
    r"quote|ident|escape|placeholder|sanitize|literal|mogrify|validate|allowed|^len$|^int$|^repeat$", re.I
)
_TELLS = re.compile(r"(warn|warning|print|echo|write|Error|Exception|Warning)$")
_SCHEMA = re.compile(
    r"offset|limit|count|size|number|table|column|field|schema|index|view|placeholder|marks|where|clause|order|fragment|dialect|sql",
    re.I,
)
_NAMES_A_PART = re.compile(r"(table|column|sequence|index|schema|constraint|view)_name$")  # of a call: it makes a name


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    text = _text_at(file, hit)
    if text is None:
        return hit
    if "migration" in file.path or _is_said(file, text):
        return None
    filled = [one for one in filled_in(text) if not _harmless(file, one)]
    if not filled:
        return None
    told = ", ".join(dict.fromkeys(f"`{ast.unparse(one)[:60]}`" for one in filled))
    message = f"SQL is put together from {told}: whoever chooses that value chooses the statement."
    return Hit(hit.place, message, hit.statement, _severity(file, text, filled), hit.also)


def _is_said(file: SourceFile, text: ast.expr) -> bool:
    """It is told to people: an error, a warning, a line of a log."""
    for up in file.above(text):
        if isinstance(up, ast.Raise) or (
            isinstance(up, ast.Call) and (is_log_call(file, up) or _TELLS.search(method(up)))
        ):
            return True
        if isinstance(up, ast.stmt):
            return False
    return False


def _text_at(file: SourceFile, hit: Hit) -> ast.expr | None:
    """The outermost expression that starts where ruff points."""
    line, column = hit.place.line, hit.place.column - 1
    found = (one for one in file.nodes if isinstance(one, ast.JoinedStr | ast.BinOp | ast.Call))
    return next((one for one in found if (one.lineno, len_in_text(file, one)) == (line, column)), None)


def len_in_text(file: SourceFile, node: ast.expr) -> int:
    """Columns of the tree count octets; those of ruff count letters."""
    line = file.lines[node.lineno - 1]
    return node.col_offset if line.isascii() else len(line.encode()[: node.col_offset].decode(errors="ignore"))


def _harmless(file: SourceFile, value: ast.expr) -> bool:
    """A constant of the program, something quoted, or marks for parameters."""
    if value_of(file, value) is not UNKNOWN:
        return True
    if isinstance(value, ast.Name | ast.Attribute):
        name = value.attr if isinstance(value, ast.Attribute) else value.id
        return name.isupper() or (isinstance(value, ast.Name) and is_always(file, value, _harmless))
    if isinstance(value, ast.Subscript):
        return is_constant_of_class(file, value)
    if isinstance(value, ast.IfExp):
        return _harmless(file, value.body) and _harmless(file, value.orelse)
    if not isinstance(value, ast.Call):
        return False
    joined = method(value) == "join" and all(
        isinstance(one, ast.BinOp) or _harmless(file, one) for one in _parts(value)
    )
    return bool(_QUOTES.search(method(value))) or _is_prepared(value) or joined


def _is_prepared(value: ast.Call) -> bool:
    """`preparer.format_table(...)`: what is asked knows how identifiers are written."""
    return isinstance(value.func, ast.Attribute) and bool(
        re.search(r"ident|prepar|quot", ast.unparse(value.func.value))
    )


def _parts(joined: ast.Call) -> Iterator[ast.expr]:
    for one in joined.args:
        yield one.elt if isinstance(one, ast.GeneratorExp | ast.ListComp) else one


def _severity(file: SourceFile, text: ast.expr, filled: list[ast.expr]) -> Severity | None:
    """Names of tables cannot be parameters: a note. What is not seen to be executed here: a warning."""
    names = [name for one in filled for name in _names(one)]
    if names and all(_SCHEMA.search(name) for name in names):
        return Severity.NOTE
    return None if _is_executed(file, text) else Severity.WARNING


def _names(value: ast.expr) -> list[str]:
    if isinstance(value, ast.Call) and _NAMES_A_PART.search(method(value)):
        return ["table"]
    attributes = [one.attr for one in ast.walk(value) if isinstance(one, ast.Attribute)]
    return attributes or sorted(names_below(value))


def _is_executed(file: SourceFile, text: ast.expr) -> bool:
    for up in file.above(text):
        if isinstance(up, ast.Call) and method(up) in _RUNS:
            return True
        if isinstance(up, ast.Assign | ast.AnnAssign | ast.AugAssign):
            function, kept = file.function_of(up), targets_of(up)
            calls = (
                one for one in ast.walk(function or file.tree) if isinstance(one, ast.Call) and method(one) in _RUNS
            )
            return any(kept & names_below(given) for one in calls for given in one.args)
        if isinstance(up, ast.stmt):
            return False
    return False


RULE = RuffRule(
    About(
        id="DAT001",
        family="storage",
        title="SQL put together from strings",
        severity=Severity.ERROR,
        confidence=Confidence.MEDIUM,
        principle="Values travel beside the statement, never inside of it.",
        why=(
            "A quote in a value ends the string and starts SQL of the sender's choice: reading other people's rows, or "
            "dropping the table. Even among friends, O'Brien cannot be saved, and each value makes a new plan."
        ),
        fix=(
            "Use the driver's placeholders (`%s`, `$1`, `:name`) and pass the values as arguments; names of tables and "
            "columns come from a fixed list, or through psycopg.sql.Identifier."
        ),
        source="https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD},
    ),
    codes=("S608",),
    judge=_judge,
)
