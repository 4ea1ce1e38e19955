"""What never reaches a log: members with these names, and texts that look like a token or an address."""

import re
from collections.abc import Mapping

MASK = "[redacted]"
_NAMES = """
    password current_password new_password token access_token refresh_token id_token authorization cookie set_cookie
    secret client_secret key private_key email new_email username display_name body otp code_verifier
"""
SECRET_NAMES = frozenset(_NAMES.split())
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+(?:\.[\w-]+)*|(?i:bearer)\s+\S+|(?<=token=)[^\s&\"']+")
_ADDRESS = re.compile(r"[^\s@\"'<>(),;:=\[\]{}]+@[^\s@\"'<>(),;:=\[\]{}]+")


def redacted(value: object) -> object:
    """A copy that is safe to write down. Objects become their text, which is masked too."""
    if isinstance(value, Mapping):
        return {str(name): MASK if _is_secret(name) else redacted(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked(str(value))


def masked(text: str) -> str:
    return _ADDRESS.sub(MASK, _TOKEN.sub(MASK, text))


def _is_secret(name: object) -> bool:
    return str(name).lower().replace("-", "_") in SECRET_NAMES
