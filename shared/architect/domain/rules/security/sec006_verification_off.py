"""TLS without certificates, SSH without host keys, and hashes that were broken long ago."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import node_at, said

_BAD = """\
import httpx


def charge(order_id: str, cents: int) -> str:
    answer = httpx.post(
        "https://pay.acme.io/charges", json={"order": order_id, "cents": cents}, verify=False, timeout=5
    )
    return answer.raise_for_status().json()["id"]
"""
_GOOD = """\
import ssl

import httpx

trusted = ssl.create_default_context(cafile="/etc/ssl/pay-acme.pem")


def charge(order_id: str, cents: int) -> str:
    answer = httpx.post(
        "https://pay.acme.io/charges", json={"order": order_id, "cents": cents}, verify=trusted, timeout=5
    )
    return answer.raise_for_status().json()["id"]
"""


def _judge(hit: Hit, code: str, file: SourceFile) -> Hit | None:
    call = node_at(file, hit, ast.Call)
    name = ast.unparse(call.func) if call else "This call"
    if code == "S324":
        return said(hit, f"`{name}` makes a hash that can be forged: fine for cache keys, wrong for passwords, tokens "
                    "and signatures.", Severity.NOTE)  # fmt: skip
    if code == "S507":
        return said(hit, f"`{name}` trusts any host key: the first machine in between reads the session.")
    return said(hit, f"`{name}` checks no certificate: anybody on the way can answer for the server, and read all.")


RULE = RuffRule(
    About(
        id="SEC006",
        family="security",
        title="A certificate, a host key or a hash is not worth its name",
        severity=Severity.ERROR,
        confidence=Confidence.MEDIUM,
        principle="Encryption without knowing to whom is a closed envelope for whoever opens it.",
        why=(
            "With verification off, a person in the same network, a wrong DNS answer or a proxy reads and changes "
            "everything, passwords included, and no log shows it. What began for a test stays for years."
        ),
        fix=(
            "Give the client the certificate authority that signed the server's certificate (`verify=context` or a CA "
            "file); use SHA-256 or BLAKE2, with `usedforsecurity=False` where nothing depends on it."
        ),
        source="https://www.python-httpx.org/advanced/ssl/",
        bad={"shop/payments.py": _BAD},
        good={"shop/payments.py": _GOOD},
    ),
    codes=("S501", "S323", "S507", "S324"),
    judge=_judge,
)
