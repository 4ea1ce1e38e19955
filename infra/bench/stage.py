"""The real functions in this process, on an emulated AWS in another: what is measured is ours alone.

They run as on Lambda, with metrics and the log line of each request; both go to nowhere.
"""

import contextlib
import importlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from infra.local.gateway import to_event
from infra.local.invoke import context_for
from infra.local.provision import provision
from infra.local.requests import Request
from infra.topology import FUNCTIONS
from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.accounts.domain.events import UserProfileChanged
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.bootstrap import Container, prepare
from shared.kernel.events import Context
from shared.kernel.principal import Actor

PASSWORD = "seven slow herons"  # noqa: S105 - of throw-away accounts
_TO_NOWHERE = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9", "AWS_LAMBDA_FUNCTION_NAME": "bench"}
_MOST_EVENTS = 90  # of one commit: a transaction takes 100 writes, some of which are not events
_BY_HAND = Context(Actor("system", "bench"), correlation_id="bench")
Call = Callable[[], Any]


class Stage:
    """Accounts by address, and calls to the HTTP functions. It puts the functions' environment into this process's."""

    def __init__(self, endpoint: str) -> None:
        self.environ = provision(endpoint)
        os.environ.update(self.environ, **_TO_NOWHERE)
        prepare(self.environ)
        self._functions = {function.name: function for function in FUNCTIONS}
        self._container = Container.of(self.environ)

    def account(self, email: str, events: int) -> str:
        """The id of an active account with so many events, made by the real use cases."""
        container = self._container
        user_id = container.sign_up(SignUpWish(email, PASSWORD), None, "bench")
        token = MailedToken(Purpose.VERIFY_EMAIL, user_id, user_id, user_id)
        container.verify_email(container.seals.mailed_token(token), None, "bench")
        while (missing := events - container.users.get(user_id).version) > 0:
            changes = [UserProfileChanged({"display_name": f"Bench {n}"}) for n in range(min(missing, _MOST_EVENTS))]
            container.users.commit(container.users.load(user_id), changes, _BY_HAND)
        return user_id

    def sign_in(self, email: str) -> Call:
        body = json.dumps({"identifier": email, "password": PASSWORD}).encode()
        return self._call("sessions", "POST", "/v1/sessions", (("content-type", "application/json"),), body, 201)

    def show_me(self, token: str) -> Call:
        return self._call("accounts", "GET", "/v1/me", (("authorization", f"Bearer {token}"),), b"", 200)

    def _call(self, name: str, method: str, path: str, headers: Any, body: bytes, status: int) -> Call:
        handler = importlib.import_module(f"functions.{name}.handler").handler
        request = Request(method, path, "1.1", (("user-agent", "bench"), *headers), body, ("127.0.0.1", 40000), 8000)
        event, function = to_event(request), self._functions[name]

        def call() -> Any:
            answer = handler(event, context_for(function, self.environ["AWS_REGION"]))
            if answer["statusCode"] != status:
                raise RuntimeError(f"{method} {path} answered {answer['statusCode']}: {answer['body']}")
            return json.loads(answer["body"])

        return call


@contextlib.contextmanager
def on_stage(endpoint: str) -> Iterator[Stage]:
    """A stage that writes its lines to nowhere; afterwards this process has its own environment again."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        before = dict(os.environ)
        try:
            yield Stage(endpoint)
        finally:
            os.environ.clear()
            os.environ.update(before)
