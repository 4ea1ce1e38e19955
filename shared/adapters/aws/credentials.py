"""Whose calls these are: a function's role, or the person who runs a command."""

import http.client
import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from shared.adapters.aws.errors import AwsUnreachable
from shared.adapters.aws.signing import Credentials

Find = Callable[[], Credentials]
# New ones are fetched this long before the old ones lapse, in seconds.
_EARLY = 300.0
_PATIENCE = 2.0


def finder(environ: Mapping[str, str] | None = None) -> Find:
    """How credentials are found here: in the environment (Lambda), at an address in it (Lambda with SnapStart), or in
    any of the places where AWS's own tools look (profiles, single sign-on), with botocore's help.
    """
    settings = os.environ if environ is None else environ
    if settings.get("AWS_ACCESS_KEY_ID") and settings.get("AWS_SECRET_ACCESS_KEY"):
        found = Credentials(
            settings["AWS_ACCESS_KEY_ID"], settings["AWS_SECRET_ACCESS_KEY"], settings.get("AWS_SESSION_TOKEN")
        )
        return lambda: found
    if "AWS_CONTAINER_CREDENTIALS_FULL_URI" in settings:
        token = settings.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
        return _Container(settings["AWS_CONTAINER_CREDENTIALS_FULL_URI"], token).credentials
    return _of_a_person


class _Container:
    """Credentials that somebody on this host hands out, kept until shortly before they lapse.

    Where no new ones can be had then, the old ones serve until they do.
    """

    def __init__(self, address: str, token: str) -> None:
        self._address = urlsplit(address)
        self._token = token
        self._held: tuple[Credentials, float] | None = None

    def credentials(self) -> Credentials:
        now = time.time()
        if self._held is None or now > self._held[1] - _EARLY:
            try:
                self._held = self._new()
            except AwsUnreachable:
                if self._held is None or now >= self._held[1]:
                    raise
        return self._held[0]

    def _new(self) -> tuple[Credentials, float]:
        """And the moment at which they lapse. A refusal is JSON too, of other members."""
        answer = self._fetch()
        try:
            until = datetime.fromisoformat(answer["Expiration"]).timestamp()
            return Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["Token"]), until
        except (KeyError, TypeError, ValueError) as error:
            raise AwsUnreachable("NoCredentials") from error

    def _fetch(self) -> Any:
        line = http.client.HTTPConnection(self._address.hostname or "", self._address.port, timeout=_PATIENCE)
        try:
            line.request("GET", self._address.path, headers={"Authorization": self._token})
            return json.loads(line.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise AwsUnreachable(type(error).__name__) from error
        finally:
            line.close()


def _of_a_person() -> Credentials:
    settings = sorted(item for item in os.environ.items() if item[0].startswith("AWS_"))
    frozen = _held_for(tuple(settings)).get_frozen_credentials()
    return Credentials(frozen.access_key or "", frozen.secret_key or "", frozen.token)


@cache
def _held_for(_settings: tuple[tuple[str, str], ...]) -> Any:
    """Once for all calls, and renewed by botocore: a role with a second factor would ask for its code at each."""
    import botocore.session

    found = botocore.session.get_session().get_credentials()
    if found is None:
        raise AwsUnreachable("NoCredentials")
    return found
