"""The environment of the functions on this machine: the same variables as in the cloud, and where the emulator is."""

import os
from collections.abc import Mapping

REGION = "eu-central-1"
STAGE = "local"
PREFIX = f"rollbook-{STAGE}"
PUBLIC_URL = "http://127.0.0.1:8000"
MAIL_DOMAIN = "rollbook.example"
# Each Argon2id hash takes 19 MiB and gives them back. Left to itself, glibc learns from the first one to keep blocks of
# that size, one or two for each of its arenas: hundreds of megabytes where many threads hash.
MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1024 * 1024)}
_OF_ELSEWHERE = ("AWS_", "ROLLBOOK_")
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})
_SETTABLE = ("ROLLBOOK_PASSWORD_MIN_LENGTH", "ROLLBOOK_SERVICE_NAME", "ROLLBOOK_MAIL_FROM", "ROLLBOOK_PUBLIC_URL")


def aws_environment(endpoint: str) -> dict[str, str]:
    """What makes any AWS client talk to the emulator, and never to a real account or through a proxy."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def service_environment(prefix: str, public_url: str) -> dict[str, str]:
    """The settings that name no resource."""
    return {
        "ROLLBOOK_STAGE": prefix.removeprefix("rollbook-"),
        "ROLLBOOK_PUBLIC_URL": public_url,
        "ROLLBOOK_ISSUER": public_url,
        "ROLLBOOK_AUDIENCE": "rollbook",
        "ROLLBOOK_MAIL_FROM": f"no-reply@{MAIL_DOMAIN}",
        "ROLLBOOK_SERVICE_NAME": "Rollbook",
        "ROLLBOOK_PASSWORD_MIN_LENGTH": "15",
    }


def setting(name: str) -> str:
    """`end-sessions` is ROLLBOOK_END_SESSIONS_..., as an environment variable writes it."""
    return "ROLLBOOK_" + name.upper().replace("-", "_")


def chosen_by_person(host: Mapping[str, str]) -> dict[str, str]:
    """The settings a person may set before `make dev`; the rest is decided here."""
    return {name: host[name] for name in _SETTABLE if name in host}


def without_foreign(host: Mapping[str, str]) -> dict[str, str]:
    """The person's environment without their AWS profile, their proxies and settings meant for elsewhere."""
    return {
        name: value
        for name, value in host.items()
        if not name.startswith(_OF_ELSEWHERE) and name.lower() not in _PROXIES
    }
