"""Keys, passwords and tokens that stand in the source."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.secrets_in_text import is_random, is_secret_name, secret_in

_BAD = """\
import psycopg

DATABASE_URL = "postgresql://shop:PASSWORD@db.internal.acme.io:5432/shop"


def orders():
    with psycopg.connect(DATABASE_URL) as connection:
        return connection.execute("select id, total from orders limit 50").fetchall()
""".replace("PASSWORD", "Xk2vvq8WmTz4")  # apart, so that no scanner takes this file for the fault that it shows
_GOOD = """\
import psycopg

from shop.settings import settings


def orders():
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute("select id, total from orders limit 50").fetchall()
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for constant in file.all(ast.Constant):
        if not isinstance(constant.value, str) or len(constant.value) < 12 or _is_prose(file, constant):
            continue
        kind = secret_in(constant.value)
        if kind:
            yield _told(file, constant, f"The source holds {kind}: whoever reads the code, or any copy of it, has it.")
            continue
        name = _name_for(file, constant)
        if is_secret_name(name) and is_random(constant.value):
            message = f"`{name}` is given a value that looks random: a secret that lives in the source."
            yield _told(file, constant, message, Severity.WARNING)


def _told(file: SourceFile, node: ast.Constant, message: str, severity: Severity | None = None) -> Hit:
    """The secret itself goes nowhere: neither into the message nor into what the finding is known by."""
    hit = file.hit(node, message, severity=severity)
    return Hit(hit.place, hit.message, f"{file.symbol_of(node)} {_name_for(file, node)} secret", severity)


def _is_prose(file: SourceFile, node: ast.Constant) -> bool:
    """A docstring, or any other string that stands alone."""
    return isinstance(file.parents.get(node), ast.Expr)


def _name_for(file: SourceFile, node: ast.Constant) -> str:
    """What the literal is given to: a variable, an argument, or a key."""
    parent = file.parents.get(node)
    if isinstance(parent, ast.keyword):
        return parent.arg or ""
    if isinstance(parent, ast.Assign):
        target = parent.targets[0]
        return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
    if isinstance(parent, ast.AnnAssign):
        return parent.target.id if isinstance(parent.target, ast.Name) else ""
    if isinstance(parent, ast.Dict):
        for key, value in zip(parent.keys, parent.values, strict=True):
            if value is node and isinstance(key, ast.Constant):
                return str(key.value)
    return ""


RULE = FileRule(
    About(
        id="SEC004",
        family="security",
        title="A secret stands in the source",
        severity=Severity.ERROR,
        confidence=Confidence.MEDIUM,
        principle="Secrets are handed to a program when it runs; they never live where the code lives.",
        why=(
            "Code is cloned, forked, pasted and packed into images, and history keeps it for ever. A key found there "
            "works from anywhere, and nobody sees its use; deleting the line later takes nothing back."
        ),
        fix=(
            "Revoke and replace the secret first. Then read it at start from the environment or a secret store, in one "
            "typed settings object, and let a scanner watch commits."
        ),
        source="https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        bad={"shop/store.py": _BAD},
        good={"shop/store.py": _GOOD},
    ),
    check,
)
