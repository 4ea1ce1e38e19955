"""TLS without certificates in clients that SEC006 does not know."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.values import argument, value_of

_BAD = """\
import aiohttp


async def charge(order_id: str, cents: int) -> str:
    async with aiohttp.ClientSession() as session:
        async with session.post("https://pay.acme.io/charges", json={"order": order_id}, ssl=False) as answer:
            return (await answer.json())["id"]
"""
_GOOD = """\
import ssl

import aiohttp

trusted = ssl.create_default_context(cafile="/etc/ssl/pay-acme.pem")


async def charge(order_id: str, cents: int) -> str:
    async with aiohttp.ClientSession() as session:
        async with session.post("https://pay.acme.io/charges", json={"order": order_id}, ssl=trusted) as answer:
            return (await answer.json())["id"]
"""
# Beginning of the name of what is called -> the argument that turns checks off, and the values that do.
_OFF: dict[str, tuple[str, tuple[object, ...]]] = {
    "aiohttp.": ("ssl", (False,)),
    "boto3.": ("verify", (False,)),
    "botocore.": ("verify", (False,)),
    "aioboto3.": ("verify", (False,)),
    "requests.Session().": ("verify", (False,)),
    "urllib3.": ("cert_reqs", ("CERT_NONE", "NONE")),
    "redis.": ("ssl_cert_reqs", (None, "none", "CERT_NONE")),
    "pymongo.": ("tlsAllowInvalidCertificates", (True,)),
    "elasticsearch.": ("verify_certs", (False,)),
    "opensearchpy.": ("verify_certs", (False,)),
    "websockets.": ("ssl_verify", (False,)),
    "pika.": ("ssl_verify", (False,)),
}

_OPTIONS = ("verify", "ssl", "CERT_NONE", "cert_reqs", "tlsAllowInvalid")


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if not any(word in file.text for word in _OPTIONS):
        return
    for call, name in file.calls():
        if name.startswith(tuple(_OFF)) and _turns_off(file, call, name):
            yield file.hit(call, f"`{ast.unparse(call.func)}` checks no certificate: anybody on the way can answer for "
                           "the server, and read all.")  # fmt: skip
    for assignment in file.all(ast.Assign):
        for target in assignment.targets:
            if isinstance(target, ast.Attribute) and _disarms(file, target, assignment.value):
                told = ast.unparse(assignment)
                yield file.hit(assignment, f"`{told}`: connections of this context are closed to nobody in between.")


def _turns_off(file: SourceFile, call: ast.Call, name: str) -> bool:
    for top, (option, values) in _OFF.items():
        given = argument(call, option)
        if name.startswith(top) and given is not None:
            known = value_of(file, given)
            last = file.name_of(given).rpartition(".")[2]
            return any(known is value or (isinstance(value, str) and value in (known, last)) for value in values)
    return False


def _disarms(file: SourceFile, target: ast.Attribute, value: ast.expr) -> bool:
    """`context.verify_mode = ssl.CERT_NONE`, `session.verify = False`, and the default context of all of Python."""
    owner, meant = file.name_of(target.value), file.name_of(value)
    if target.attr == "verify_mode":
        written = isinstance(value, ast.Name | ast.Attribute) and _is_none(file, value)
        return owner.startswith("ssl.") and written and not _is_optional(file, target)
    if target.attr == "_create_default_https_context":
        return owner == "ssl" and meant == "ssl._create_unverified_context"
    known = value_of(file, value)
    return target.attr == "verify" and known is False and owner.startswith(("requests.", "httpx."))


def _is_none(file: SourceFile, value: ast.Name | ast.Attribute) -> bool:
    """`ssl.CERT_NONE` as it is written: what a setting may be is not what it is."""
    if isinstance(value, ast.Attribute):
        return file.name_of(value) == "ssl.CERT_NONE" and value.attr == "CERT_NONE"
    return file.aliases.get(value.id) == "ssl.CERT_NONE"


def _is_optional(file: SourceFile, node: ast.AST) -> bool:
    """Under an `if`: somebody asks for it, by a setting."""
    return any(isinstance(one, ast.If) for one in file.above(node))


RULE = FileRule(
    About(
        id="SEC009",
        family="security",
        title="A client is told to accept any certificate",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A connection is as private as the check of who is at its other end.",
        why=(
            "Clients with `ssl=False` or `CERT_NONE` encrypt, and send to whoever answers. A cache or a broker on a "
            "shared network gives its data, and the password that opens it, to the first machine in between."
        ),
        fix="Give the client a context made by `ssl.create_default_context(cafile=...)` with the server's authority.",
        source="https://docs.python.org/3/library/ssl.html#ssl-security",
        bad={"shop/payments.py": _BAD},
        good={"shop/payments.py": _GOOD},
    ),
    check,
)
