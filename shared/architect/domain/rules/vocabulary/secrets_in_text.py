"""What secrets look like: prefixes that vendors gave them, keys in PEM, passwords in URLs, random values."""

import math
import re
from collections import Counter

_SHAPES = (
    (re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"), "an AWS access key"),
    (re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=\\n\s]{40}"), "a private key"),
    (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}"), "a GitHub token"),
    (re.compile(r"\bglpat-[A-Za-z0-9_-]{20}\b"), "a GitLab token"),
    (re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16,}"), "a Stripe live key"),
    (re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{20,}"), "a Slack token"),
    (re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"), "a Google API key"),
    (re.compile(r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b"), "a SendGrid key"),
    (re.compile(r"\bpypi-AgEIcHlwaS[A-Za-z0-9_-]{40,}"), "a PyPI token"),
)
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,30}://[^\s/@:'\"<>{}]*:(?P<password>[^\s/@'\"]+)@(?P<host>\[[0-9a-f:]+\]|[^\s/:?#'\"]+)",
    re.IGNORECASE,
)
# Their own documentation, and everybody's examples.
_KNOWN_EXAMPLES = (
    "EXAMPLE",
    "example",
    "xxxx",
    "XXXX",
    "your",
    "YOUR",
    "dummy",
    "1234567890",
    "changeme",
    "placeholder",
)
_EXAMPLE_HOSTS = re.compile(
    r"(^|\.)(localhost|example|test|invalid|local|[a-z0-9-]*example\.(com|org|net))$|^(127\.|0\.0\.0\.0|::1|host$|hostname$"
    r"|server$|proxy$|myhost|myserver|some|domain\.|foo|bar|db$|redis$|postgres$|rabbitmq$|mongo$|mysql$|database$|broker$)"
)
_PLAIN_PASSWORDS = frozenset(
    {"pass", "passwd", "password", "pwd", "secret", "guest", "postgres", "root", "admin", "user", "test", "changeme",
     "mysecret", "mypassword", "hunter2", "***", "xxx", "token", "pw", "p", "b", "bar", "foobar", "s3cret", "passw0rd"}
)  # fmt: skip
_SECRET_NAMES = re.compile(
    r"(^|_)(password|passwd|pwd|secret|secret_key|private_key|api_?key|access_?key|auth_?token|access_?token|"
    r"refresh_?token|client_secret|signing_key|encryption_key|webhook_secret|jwt_secret|token)$", re.IGNORECASE
)  # fmt: skip


def secret_in(text: str) -> str:
    """What the text holds ("an AWS access key"), empty where it holds no secret."""
    for shape, kind in _SHAPES:
        found = shape.search(text)
        if found and not any(one in found[0] for one in _KNOWN_EXAMPLES):
            return kind
    url = _URL.search(text)
    return "a password in a URL" if url and _is_password(url["password"], url["host"], url[0]) else ""


def is_secret_name(name: str) -> bool:
    return bool(_SECRET_NAMES.search(name))


def is_random(text: str) -> bool:
    """Letters and digits in no order that a person would write: 16 to 200 of them, no words, paths or templates."""
    if not re.fullmatch(r"[A-Za-z0-9+/=_!@#$%^&*.-]{16,200}", text) or any(one in text for one in _KNOWN_EXAMPLES):
        return False
    kinds = sum(bool(re.search(kind, text)) for kind in (r"[a-z]", r"[A-Z]", r"[0-9]"))
    if re.fullmatch(r"[0-9a-f]{32,}", text):
        return _entropy(text) > 3.0
    return kinds >= 2 and bool(re.search(r"[0-9]", text)) and _entropy(text) >= 3.6 and not _has_words(text)


def _is_password(password: str, host: str, url: str) -> bool:
    if _EXAMPLE_HOSTS.search(host.lower()) or any(one in url for one in _KNOWN_EXAMPLES):
        return False
    plain = password.lower() in _PLAIN_PASSWORDS or len(password) < 6 or len(set(password)) < 4
    return not plain and not re.search(r"[{}$%<>*]|\.\.\.", url)


def _has_words(text: str) -> bool:
    """`reset-password-token-v2`: parts of letters alone, as people name things."""
    parts = [part for part in re.split(r"[-_./]", text) if part]
    return len(parts) > 2 and sum(part.isalpha() for part in parts) * 2 > len(parts)


def _entropy(text: str) -> float:
    """Bits per character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())
