"""Functions with warm keys, people to call them as, and a count of every call to AWS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from infra.local.provision import Clients, provision
from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.bootstrap import Container, prepare, seed_admin
from tests.aws_environment import set_aws_environment
from tests.calls.functions import Functions
from tests.calls.recorder import AwsCall, Recorder, recorded_clients

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Person:
    id: str
    email: str
    access_token: str
    refresh_token: str


class Counted:
    """The system under count."""

    def __init__(self, environ: dict[str, str], recorder: Recorder) -> None:
        self.environ = environ
        self.container = Container.of(environ)
        self.functions = Functions(environ)
        self._recorder = recorder

    def calls_of(self, action: Callable[[], object]) -> list[AwsCall]:
        """What `action` asks of AWS, in order."""
        self._recorder.clear()
        action()
        return list(self._recorder.calls)

    @property
    def made(self) -> list[AwsCall]:
        """What was asked of AWS since `calls_of` last began."""
        return list(self._recorder.calls)

    def signed_up(self, email: str, **profile: str) -> str:
        """The id of a pending account."""
        answer = self.functions.call("POST", "/v1/signup", {"email": email, "password": PASSWORD, **profile})
        assert answer.status == 202
        (found,) = self.container.read_users.find(email, None)
        return found.id

    def active(self, email: str) -> str:
        user_id = self.signed_up(email)
        token = self.container.seals.mailed_token(MailedToken(Purpose.VERIFY_EMAIL, user_id, user_id, user_id))
        assert self.functions.call("POST", "/v1/email/verify", {"token": token}).status == 204
        return user_id

    def person(self, email: str) -> Person:
        user_id = self.active(email)
        return self.signed_in(user_id, email)

    def signed_in(self, user_id: str, email: str, password: str = PASSWORD) -> Person:
        answer = self.functions.call("POST", "/v1/sessions", {"identifier": email, "password": password})
        assert answer.status == 201, answer
        return Person(user_id, email, answer.body["access_token"], answer.body["refresh_token"])


@pytest.fixture(scope="package")
def counted(emulator_clients: Clients) -> Iterator[Counted]:
    environ = provision(emulator_clients.endpoint, "rollbook-calls", clients=emulator_clients)
    with pytest.MonkeyPatch.context() as patch, recorded_clients() as recorder:
        set_aws_environment(environ, patch)
        prepare(environ)
        yield Counted(environ, recorder)


@pytest.fixture(scope="package")
def ada(counted: Counted) -> Person:
    """Somebody whose every function has been called once: their keys are warm."""
    ada = counted.person("ada@example.org")
    for method, path in (("GET", "/v1/me"), ("GET", "/v1/users/x"), ("GET", "/healthz")):
        counted.functions.call(method, path, token=ada.access_token)
    refreshed = counted.functions.call("POST", "/v1/sessions/refresh", {"refresh_token": ada.refresh_token})
    return Person(ada.id, ada.email, refreshed.body["access_token"], refreshed.body["refresh_token"])


@pytest.fixture(scope="package")
def admin(counted: Counted, ada: Person) -> Person:
    user_id = seed_admin(counted.environ, "admin@example.org", PASSWORD)
    admin = counted.signed_in(user_id, "admin@example.org")
    counted.functions.call("GET", f"/v1/users?email={ada.email}", token=admin.access_token)
    return admin
