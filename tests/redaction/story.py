"""What happens to the system: every route as it should be, in every way it is refused, and with AWS in trouble."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import botocore.session

from infra.topology import FUNCTIONS, QUEUES, ScheduleTrigger
from shared.bootstrap import Container
from shared.edge.routes import Route
from tests.journeys.client import Answer
from tests.journeys.town import ADMIN
from tests.redaction.canaries import Canaries
from tests.redaction.running import Outside
from tests.redaction.visitor import NOBODY, ROUTES, Visitor, body_for, password, query_for

_PATIENCE = 30.0
_SETTLES_WITHIN = 120.0  # the schedule has all of Rollbook reviewed, which takes a while
# A line of a log, if a name could begin one.
FORGED = '\n{"level":"CRITICAL","message":"forged"}'


class Account:
    """Somebody whose every word is a canary."""

    def __init__(self, canaries: Canaries) -> None:
        self.email, self.password = canaries.address(), password(canaries)
        self.username, self.display_name = canaries.plant("username"), canaries.plant("display name")
        self.id = self.token = self.refresh = self.session = ""

    @property
    def wish(self) -> dict[str, str]:
        return {
            "email": self.email,
            "password": self.password,
            "username": self.username,
            "display_name": self.display_name,
        }


class Story:
    def __init__(self, outside: Outside, canaries: Canaries) -> None:
        self.outside, self.canaries = outside, canaries
        self.visitor = Visitor(outside.url, canaries)
        self.put_on_queues: set[str] = set()

    # people ----------------------------------------------------------------------------------------------------------

    def person(self) -> Account:
        account = Account(self.canaries)
        self._expect(202, self.visitor.call("POST /v1/signup", account.wish))
        self.verify(account.email, "verify_email")
        return self.sign_in(account)

    def verify(self, address: str, kind: str) -> None:
        token = self.mailed(address, kind)
        self._expect(204, self.visitor.call("POST /v1/email/verify", {"token": token}))

    def sign_in(self, account: Account, identifier: str = "") -> Account:
        credentials = {"identifier": identifier or account.email, "password": account.password}
        body = self._expect(201, self.visitor.call("POST /v1/sessions", credentials)).body
        account.token, account.refresh, account.session = (
            self.canaries.know("session token", body["access_token"]),
            self.canaries.know("session token", body["refresh_token"]),
            body["session_id"],
        )
        account.id = account.id or self.visitor.call("GET /v1/me", token=account.token).body["id"]
        return account

    def admin(self) -> Account:
        account = Account(self.canaries)
        account.email, account.password = ADMIN
        return self.sign_in(account)

    def mailed(self, address: str, kind: str) -> str:
        """The token of the newest mail of this kind; waits for it."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            messages = self.visitor.call("GET /_local/inbox.json", query={"to": address}).body["messages"]
            if tokens := [message["token"] for message in messages if message["kind"] == kind]:
                return self.canaries.know("mailed token", tokens[-1]) if tokens[-1] else ""
            time.sleep(0.05)
        raise AssertionError(f"no {kind} came")

    # every route, refused --------------------------------------------------------------------------------------------

    def refuse_everything(self, signed_in: Account, admin: Account) -> None:
        """Each route with everybody who may not, and with all that it does not take."""
        self._each(lambda route: self._refuse(route, signed_in, admin))

    def troubled(self, person: Account, admin: Account) -> None:
        """Each route while AWS refuses, and while it talks nonsense: both repeat what they were sent."""
        for kind in ("refuses", "garbles"):
            with self.outside.wire.trouble(kind, "dynamodb", "sqs", "kms"):
                self._each(lambda route: self._well_formed(route, admin.token))
        # What is read tells less than what would have been written.
        with self.outside.wire.trouble("refuses", "TransactWriteItems", "SendMessage"):
            self._each(lambda route: self._well_formed(route, admin.token, path=person.id))

    def _refuse(self, route: Route[Container], signed_in: Account, admin: Account) -> None:
        plant = self.canaries.plant
        for authorization in (f"Bearer {plant('header')}", f"Basic {plant('header')}", f"Bearer eyJ.{plant('header')}"):
            self._well_formed(route, None, {"Authorization": authorization})
        if route.access.any_of:
            self._well_formed(route, signed_in.token)
        self._call(route, admin.token, query={plant("query"): plant("query")})
        if "{" in route.path:
            self._call(route, admin.token, path=plant("path"))
            self._call(route, admin.token, path=plant("path") + FORGED)
        if route.body is not None:
            self._refuse_bodies(route, admin.token)
        if route.if_match:
            for tag in (plant("header"), f'"{plant("header")}"'):
                self._well_formed(route, admin.token, {"If-Match": tag})

    def _refuse_bodies(self, route: Route[Container], token: str) -> None:
        assert route.body is not None
        plant = self.canaries.plant
        whole = body_for(route.body, self.canaries)
        listed = {name: [value] for name, value in body_for(route.body, self.canaries).items()}
        forged = {name: plant("display name") + FORGED for name in whole}
        for body in (forged, {**whole, plant("path"): plant("password")}, listed, [plant("password")]):
            self._call(route, token, body)
        self._call(route, token, f'{{"password": "{plant("password")}'.encode())
        self._call(route, token, whole, {"Content-Type": f"text/{plant('header')}"})
        self._call(route, token, b'"' + plant("password").encode() * 5000 + b'"')

    def _well_formed(
        self, route: Route[Container], token: str | None, headers: dict[str, str] | None = None, path: str = NOBODY
    ) -> None:
        body = body_for(route.body, self.canaries) if route.body else None
        query = query_for(route.query, self.canaries) if route.query else None
        self._call(route, token, body, headers, query, path)
        if query:  # each parameter is wrong in its own way: without any the route gets further
            self._call(route, token, body, headers, path=path)

    def _call(
        self,
        route: Route[Container],
        token: str | None,
        body: object = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        path: str = NOBODY,
    ) -> Answer:
        names = [piece[1:-1] for piece in route.path.split("/") if piece.startswith("{")]
        places = dict.fromkeys(names, path)
        sent = {"If-Match": "*", "Idempotency-Key": self.canaries.plant("key"), **(headers or {})}
        return self.visitor.call(route.template, body, token=token, query=query, headers=sent, **places)

    # workers ---------------------------------------------------------------------------------------------------------

    def troubled_workers(self) -> None:
        """Mail and bus refuse for a while what they repeat in their refusals; then everything arrives after all."""
        with self.outside.wire.trouble("refuses", "events", "ses"):
            late = Account(self.canaries)
            self._expect(202, self.visitor.call("POST /v1/signup", late.wish))
            self.visitor.call("POST /v1/password-resets", {"email": ADMIN[0]})
            self.logged('"StreamStops":[1.0]')
            self.logged("message will be retried")
        self.mailed(late.email, "verify_email")

    def schedules(self) -> None:
        """Each one, well and while the tables refuse what they repeat."""
        names = [each.trigger.name for each in FUNCTIONS if isinstance(each.trigger, ScheduleTrigger)]
        for name in names:
            self._expect(200, self.visitor.call("POST /_local/schedules/{name}", name=name))
        for operation in ("Query", "TransactWriteItems", "SendMessage"):
            with self.outside.wire.trouble("refuses", operation):
                for name in names:
                    self.visitor.call("POST /_local/schedules/{name}", name=name)

    def poison(self) -> None:
        """What nobody of ours would put on a queue."""
        sqs = self._behind_the_door("sqs")
        plant = self.canaries.plant
        bodies = [plant("password"), f'{{"command": "{plant("password")}"}}', f'{{"type": "{plant("reason")}"}}']
        for queue in QUEUES:
            url = self.outside.environ[f"ROLLBOOK_{queue.name.upper().replace('-', '_')}_QUEUE_URL"]
            for body in bodies:
                self.put_on_queues.add(body)
                sqs.send_message(QueueUrl=url, MessageBody=body)
        self.logged("message parked", times=len(bodies) * len(QUEUES))

    def unreadable_record(self) -> None:
        """In the history's table, put there by somebody else: the stream stops at it."""
        said = {name: {"S": self.canaries.plant("reason")} for name in ("sealed", "type", "occurred_at")}
        item = {"stream_id": {"S": self.canaries.plant("reason")}, "version": {"N": "1"}, **said}
        table = self.outside.environ["ROLLBOOK_EVENTS_TABLE"]
        self._behind_the_door("dynamodb").put_item(TableName=table, Item=item)
        self.logged("a stream record cannot be read")

    def _behind_the_door(self, service: str) -> Any:
        """A client of the emulator itself: what it sends is not the system's."""
        session = botocore.session.get_session()
        session.set_credentials("local", "local")
        return session.create_client(service, region_name="eu-central-1", endpoint_url=self.outside.endpoint)

    def logged(self, text: str, times: int = 1) -> None:
        deadline = time.monotonic() + _PATIENCE
        while sum(text in line for line in self.outside.lines) < times:
            assert time.monotonic() < deadline, f"never logged: {text}"
            time.sleep(0.05)

    def settled(self) -> None:
        """Nothing waits in a queue or stream any more, twice in a row."""
        deadline, calm = time.monotonic() + _SETTLES_WITHIN, 0
        while calm < 2:
            assert time.monotonic() < deadline, "the queues never became empty"
            state = self.visitor.call("GET /_local/queues.json").body
            waiting = [queue[name] for queue in state["queues"] for name in ("visible", "in_flight", "delayed")]
            calm = 0 if any(waiting) or any(stream["lag"] for stream in state["streams"]) else calm + 1
            time.sleep(0.05)

    @staticmethod
    def _each(act: Callable[[Route[Container]], None]) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(act, ROUTES))

    @staticmethod
    def _expect(status: int, answer: Answer) -> Answer:
        assert answer.status == status, answer.content
        return answer
