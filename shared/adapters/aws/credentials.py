"""Whose calls these are: a function's role, or the person who runs a command."""

import http.client
import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
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
    if "AWS_ACCESS_KEY_ID" in settings:
        found = Credentials(
            settings["AWS_ACCESS_KEY_ID"], settings["AWS_SECRET_ACCESS_KEY"], settings.get("AWS_SESSION_TOKEN")
        )
        return lambda: found
    if "AWS_CONTAINER_CREDENTIALS_FULL_URI" in settings:
        token = settings.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
        return _Container(settings["AWS_CONTAINER_CREDENTIALS_FULL_URI"], token).credentials
    return _of_a_person


class _Container:
    """Credentials that somebody on this host hands out, kept until shortly before they lapse."""

    def __init__(self, address: str, token: str) -> None:
        self._address = urlsplit(address)
        self._token = token
        self._held: Credentials | None = None
        self._until = 0.0

    def credentials(self) -> Credentials:
        if self._held is None or time.time() > self._until - _EARLY:
            answer = self._fetch()
            self._until = datetime.fromisoformat(answer["Expiration"]).timestamp()
            self._held = Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["Token"])
        return self._held

    def _fetch(self) -> dict[str, str]:
        line = http.client.HTTPConnection(self._address.hostname or "", self._address.port, timeout=_PATIENCE)
        try:
            line.request("GET", self._address.path, headers={"Authorization": self._token})
            answer: dict[str, str] = json.loads(line.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise AwsUnreachable(type(error).__name__) from error
        finally:
            line.close()
        return answer


def _of_a_person() -> Credentials:
    import botocore.session

    found = botocore.session.get_session().get_credentials()
    if found is None:
        raise AwsUnreachable("NoCredentials")
    frozen = found.get_frozen_credentials()
    return Credentials(frozen.access_key or "", frozen.secret_key or "", frozen.token)
