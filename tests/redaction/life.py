"""Every route as it is meant to be used, by people whose every word is a canary."""

from typing import Any

from tests.journeys.client import Answer
from tests.redaction.architects_life import ArchitectsLife
from tests.redaction.story import Account, Story
from tests.redaction.visitor import password


class Life:
    """`live` calls every route so that it accepts; each refusal that needs a certain state comes along the way."""

    def __init__(self, story: Story) -> None:
        self._story, self._canaries = story, story.canaries
        self._admin = story.admin()

    def live(self) -> None:
        person = self._story.person()
        self._read(person)
        self._change(person)
        self._staff(person)
        self._roles(person)
        self._leave(self._story.person())
        self._guess(self._story.person())

    def _read(self, person: Account) -> None:
        for path in ("/healthz", "/docs", "/openapi.json", "/.well-known/jwks.json"):
            self._do(200, f"GET {path}")
        self._do(200, "GET /.well-known/openid-configuration")
        for path in ("/v1/me", "/v1/me/sessions", "/v1/me/history", "/v1/me/activity"):
            self._do(200, f"GET {path}", token=person.token)

    def _change(self, person: Account) -> None:
        canaries, wish = self._canaries, {"display_name": self._canaries.plant("display name")}
        self._do(200, "PATCH /v1/me", wish, token=person.token)
        self._do(412, "PATCH /v1/me", wish, token=person.token, headers={"If-Match": '"1"'})
        taken = self._story.person().username
        self._do(409, "PATCH /v1/me", {"username": taken}, token=person.token)
        self._do(409, "POST /v1/signup", Account(canaries).wish | {"username": taken})
        self._change_password(person)
        new_email = canaries.address()
        self._do(202, "POST /v1/me/email", {"new_email": new_email, "password": person.password}, token=person.token)
        self._story.verify(new_email, "email_change_confirm")
        person.email = new_email
        self._forget_password(person)
        refreshed = self._do(200, "POST /v1/sessions/refresh", {"refresh_token": person.refresh}).body
        canaries.know("session token", refreshed["access_token"])
        canaries.know("session token", refreshed["refresh_token"])
        self._do(401, "POST /v1/sessions/refresh", {"refresh_token": person.refresh})
        first, second = self._story.sign_in(person).session, self._story.sign_in(person, person.username)
        self._do(204, "DELETE /v1/me/sessions/{session_id}", token=second.token, session_id=first)
        self._do(204, "DELETE /v1/sessions/current", token=second.token)

    def _change_password(self, person: Account) -> None:
        wrong = {"current_password": password(self._canaries), "new_password": password(self._canaries)}
        self._do(403, "PUT /v1/me/password", wrong, token=person.token)
        right = {"current_password": person.password, "new_password": password(self._canaries)}
        self._do(204, "PUT /v1/me/password", right, token=person.token)
        person.password = right["new_password"]

    def _forget_password(self, person: Account) -> None:
        for address in (person.email, self._canaries.address()):
            self._do(202, "POST /v1/password-resets", {"email": address})
            self._do(202, "POST /v1/email/verify/resend", {"email": address})
        token = self._story.mailed(person.email, "password_reset")
        wish = {"token": token, "new_password": password(self._canaries)}
        self._do(204, "POST /v1/password-resets/confirm", wish)
        self._do(400, "POST /v1/password-resets/confirm", wish)
        person.password = wish["new_password"]
        self._story.sign_in(person)

    def _staff(self, person: Account) -> None:
        canaries, key = self._canaries, {"Idempotency-Key": self._canaries.plant("key")}
        guest = {"email": canaries.address(), "display_name": canaries.plant("display name")}
        invited = self._by_staff(201, "POST /v1/users", guest, headers=key).body
        self._by_staff(422, "POST /v1/users", guest | {"username": canaries.plant("username")}, headers=key)
        self._by_staff(409, "POST /v1/users", guest, headers={"Idempotency-Key": canaries.plant("key")})
        for query in ({"email": person.email}, {"username": person.username}):
            assert self._by_staff(200, "GET /v1/users", query=query).body["items"]
        place, always = {"user_id": person.id}, {"If-Match": "*"}
        for template in (
            "GET /v1/users/{user_id}",
            "GET /v1/users/{user_id}/events",
            "GET /v1/users/{user_id}/explain",
        ):
            self._by_staff(200, template, **place)
        renamed = {"username": canaries.plant("username")}
        self._by_staff(200, "PATCH /v1/users/{user_id}", renamed, headers=always, **place)
        new = {"email": canaries.address()}
        self._by_staff(200, "PUT /v1/users/{user_id}/email", new, headers=always, **place)
        for what in ("suspend", "reactivate"):
            reason = {"reason": canaries.plant("reason")}
            self._by_staff(200, f"POST /v1/users/{{user_id}}/{what}", reason, **place)
        self._by_staff(200, "DELETE /v1/users/{user_id}", headers=always, user_id=invited["id"])
        self._by_staff(410, "GET /v1/users/{user_id}", user_id=invited["id"])

    def _roles(self, person: Account) -> None:
        name, wish = "reader-of-all", {"permissions": ["users:read"]}
        self._by_staff(200, "PUT /v1/roles/{name}", wish, name=name)
        self._by_staff(200, "GET /v1/roles")
        for roles in ([name], []):
            body, always = {"roles": roles}, {"If-Match": "*"}
            self._by_staff(200, "PUT /v1/users/{user_id}/roles", body, headers=always, user_id=person.id)
        self._by_staff(204, "DELETE /v1/roles/{name}", name=name)

    def _leave(self, person: Account) -> None:
        self._do(200, "DELETE /v1/me", token=person.token)

    def _guess(self, person: Account) -> None:
        """Until even the right password has to wait."""
        for _ in range(10):
            wrong = {"identifier": person.email, "password": password(self._canaries)}
            self._do(401, "POST /v1/sessions", wrong)
        self._do(429, "POST /v1/sessions", {"identifier": person.email, "password": person.password})

    def _by_staff(self, status: int, template: str, body: object = None, **more: Any) -> Answer:
        return self._do(status, template, body, token=self._admin.token, **more)

    def _do(self, status: int, template: str, body: object = None, **more: Any) -> Answer:
        answer = self._story.visitor.call(template, body, **more)
        assert answer.status == status, f"{template}: {answer.status} {answer.content!r}"
        return answer


def everything(story: Story) -> None:
    """The whole story, in its order."""
    life = Life(story)
    life.live()
    ArchitectsLife(story).live()
    signed_in, admin = story.person(), story.admin()
    story.refuse_everything(signed_in, admin)
    story.settled()  # a message that is worked on just then would come back only after minutes
    story.troubled(signed_in, admin)
    story.schedules()
    story.settled()
    story.troubled_workers()
    story.poison()
    story.settled()
    story.unreadable_record()
