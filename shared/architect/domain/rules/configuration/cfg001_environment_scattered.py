"""Settings that are read from the environment all over the code, or while it is imported."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.once import one_by_one
from shared.kernel.dataclasses import dataclass

_STORE = """\
import os

import boto3

TABLE = os.environ["TABLE_NAME"]


def orders():
    return boto3.resource("dynamodb").Table(TABLE)
"""
_MAIL = """\
import os


def sender() -> str:
    return os.getenv("MAIL_FROM", "shop@acme.io")
"""
_PAY = """\
from os import environ


def pay_url() -> str:
    return environ["PAY_URL"]
"""
_SETTINGS = """\
import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    table_name: str
    mail_from: str
    pay_url: str


def read() -> Settings:
    return Settings(os.environ["TABLE_NAME"], os.environ["MAIL_FROM"], os.environ["PAY_URL"])
"""
_USING = """\
import boto3

from shop.settings import Settings


def orders(settings: Settings):
    return boto3.resource("dynamodb").Table(settings.table_name)
"""
_READS = ("os.environ", "os.getenv", "os.environ.get", "os.environb")
# Where reading the environment belongs; what platforms set for every process is no setting.
_PLACES = ("settings", "config", "configuration", "conf", "env", "environment", "bootstrap", "main", "__main__", "cli",
           "manage", "wsgi", "asgi", "gunicorn", "celery", "noxfile", "setup")  # fmt: skip
_PLATFORM = ("PATH", "HOME", "PWD", "TERM", "USER", "SHELL", "TMPDIR", "NO_COLOR", "COLUMNS", "LINES", "PYTHON", "AWS_",
             "_X_AMZN", "LAMBDA_", "CI", "LANG", "LC_", "XDG_", "APPDATA", "PYTEST", "DJANGO_SETTINGS")  # fmt: skip


def check(project: Project) -> Iterator[Hit]:
    found = [_Read(file.hit(node, "").place, file.function_of(node) is None, isinstance(node, ast.Subscript))
             for file in one_by_one(_asking(project)) for node in _reads(file)]  # fmt: skip
    files = {one.place.path for one in found}
    early = [one for one in found if one.early]
    answers = any(file.measures.answers for file in project.code())
    if not early and (len(files) < 3 or not (answers or any(one.needed for one in found))):
        return  # a library may look at what is set, if anything is
    first = (early or found)[0]
    also = tuple(one.place for one in found if one is not first)
    message = _message(len(found), len(files), len(early))
    yield Hit(first.place, message, "environment read outside of settings", None, also)


@dataclass(frozen=True)
class _Read:
    """`early`: while the module is imported; `needed`: it fails where the variable is not set."""

    place: Place
    early: bool
    needed: bool


def _asking(project: Project) -> Iterator[SourceFile]:
    for file in project.code():
        if not _is_place(file) and ("environ" in file.text or "getenv" in file.text):
            yield file


def _message(reads: int, files: int, early: int) -> str:
    places = "1 place" if reads == 1 else f"{reads} places"
    modules = "1 module" if files == 1 else f"{files} modules"
    return (
        f"The environment is read at {places} in {modules} outside of settings, {early} of them while modules are "
        "imported: what the service needs to start is written nowhere."
    )


def _is_place(file: SourceFile) -> bool:
    parts = file.path.removesuffix(".py").split("/")
    return any(part.strip("_") in _PLACES or part.endswith(("_settings", "_config")) for part in parts)


def _reads(file: SourceFile) -> Iterator[ast.expr]:
    if not any(name == "os" or name.startswith("os.") for name in file.imports):
        return
    for node in file.all(ast.Subscript):
        if isinstance(node.ctx, ast.Load) and file.name_of(node.value) == "os.environ" and not _is_platform(node.slice):
            yield node
    for call, name in file.calls():
        if name in ("os.getenv", "os.environ.get") and call.args and not _is_platform(call.args[0]):
            yield call


def _is_platform(key: ast.expr) -> bool:
    return isinstance(key, ast.Constant) and str(key.value).upper().startswith(_PLATFORM)


RULE = ProjectRule(
    About(
        id="CFG001",
        family="configuration",
        title="Settings are read from the environment all over the code",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="What a program needs to know to start is one typed value, read once, handed to those who need it.",
        why=(
            "A variable that is missing or misspelt fails at the first use, in the middle of a request, or at import "
            "in a test that never needed it. Tests must then set the environment and reload modules."
        ),
        fix=(
            "One settings class that is filled from the environment at start, fails there with all that is missing, "
            "and is passed on as a parameter."
        ),
        source="https://12factor.net/config",
        bad={"shop/store.py": _STORE, "shop/mail.py": _MAIL, "shop/payments.py": _PAY},
        good={"shop/settings.py": _SETTINGS, "shop/store.py": _USING},
    ),
    check,
)
