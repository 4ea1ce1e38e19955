"""What the people of the demo do, step by step. Every step notes in the ledger which events and mails must follow."""

import secrets
from collections.abc import Sequence

from infra.demo.client import Reply
from infra.demo.ledger import Person, comparable
from infra.demo.people import tagged_address
from infra.demo.stage import Stage, every

_PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36"}
_LAPTOP = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"}


def sign_up(stage: Stage, people: Sequence[Person], title: str) -> None:
    def act(person: Person) -> None:
        reply = stage.client.call("POST", "/v1/signup", person.row.body(), source=person.source)
        person.accepted, person.refusal = reply.status == 202, reply.refusal
        if not person.accepted:
            stage.ledger.did("refused at sign-up")
        elif person.row.refusal:
            stage.ledger.did("accepted, although the file says refused")
        elif person.row.repeat:
            stage.ledger.did("signed up again")
            stage.ledger.mail_follows("account_exists", person.email)
        else:
            stage.ledger.did("signed up", person, "user.registered")
            stage.ledger.mail_follows("verify_email", person.email)

    stage.each(title, people, act)


def verify(stage: Stage, people: Sequence[Person]) -> None:
    tokens = stage.tokens("verify_email", [person.email for person in people])

    def act(person: Person) -> None:
        if _prove(stage, person, tokens):
            stage.ledger.did("proved their address", person, "user.email_verified")
            stage.ledger.mail_follows("welcome", person.email)

    stage.each("Prove the address", people, act)


def use_account(stage: Stage, people: Sequence[Person]) -> None:
    """Sign in, look at oneself, and for some: change the profile, the password, ask for another address."""
    changing, repassword, moving = set(every(3, people)), set(every(11, people, 1)), set(every(13, people, 2))

    def act(person: Person) -> None:
        token = _sign_in(stage, person, _LAPTOP)
        if token is None:
            return
        me = stage.client.call("GET", "/v1/me", token=token, source=person.source)
        if not stage.ledger.expect(me, 200, f"{person.name} looks at their account"):
            return
        person.user_id = me.body["id"]
        if person in changing:
            _change_profile(stage, person, token)
        if person in repassword:
            _change_password(stage, person, token)
        if person in moving:
            _ask_for_address(stage, person, token)

    stage.each("Sign in, change", people, act)


def confirm_moves(stage: Stage, people: Sequence[Person]) -> None:
    movers = [person for person in people if person.events[-1] == "user.email_change_requested"]
    new_address = {person.row.number: moved_address(person) for person in movers}
    tokens = stage.tokens("email_change_confirm", list(new_address.values()))

    def act(person: Person) -> None:
        previous, person.email = person.email, new_address[person.row.number]
        if _prove(stage, person, tokens):
            stage.ledger.did("moved to another address", person, "user.email_changed")
            stage.ledger.mail_follows("email_changed", previous)
            stage.ledger.mail_follows("email_changed", person.email)

    stage.each("Prove the new address", movers, act)


def reset_passwords(stage: Stage, people: Sequence[Person]) -> None:
    forgetful = every(17, people, 3)

    def ask(person: Person) -> None:
        reply = stage.client.call("POST", "/v1/password-resets", {"email": person.email}, source=person.source)
        if stage.ledger.expect(reply, 202, f"{person.name} forgot the password"):
            stage.ledger.mail_follows("password_reset", person.email)

    def confirm(person: Person) -> None:
        if _choose_password(stage, person, tokens):
            stage.ledger.did("reset their password", person, "user.password_reset")
            stage.ledger.mail_follows("password_changed", person.email)

    stage.each("Forget the password", forgetful, ask)
    tokens = stage.tokens("password_reset", [person.email for person in forgetful])
    stage.each("Choose a new one", forgetful, confirm)


def use_second_device(stage: Stage, people: Sequence[Person]) -> None:
    def act(person: Person) -> None:
        if _sign_in(stage, person, _PHONE):
            stage.ledger.did("signed in on a second device")
            stage.ledger.mail_follows("new_device", person.email)

    stage.each("Use a second device", every(10, people, 4), act)


def accept_invitations(stage: Stage, guests: Sequence[Person]) -> None:
    tokens = stage.tokens("invitation", [guest.email for guest in guests])

    def act(guest: Person) -> None:
        if _choose_password(stage, guest, tokens):
            stage.ledger.did("accepted an invitation", guest, "user.password_reset")
            guest.events.append("user.email_verified")
            stage.ledger.mail_follows("welcome", guest.email)

    stage.each("Accept invitations", guests, act)


def moved_address(person: Person) -> str:
    return tagged_address(person.row.email, "moved")


def _sign_in(stage: Stage, person: Person, device: dict[str, str]) -> str | None:
    reply = try_sign_in(stage, person, device)
    if not stage.ledger.expect(reply, 201, f"{person.name} signs in"):
        return None
    stage.ledger.did("signed in")
    return str(reply.body["access_token"])


def try_sign_in(stage: Stage, person: Person, device: dict[str, str] = _LAPTOP) -> Reply:
    credentials = {"identifier": person.email, "password": person.password}
    return stage.client.call("POST", "/v1/sessions", credentials, source=person.source, headers=device)


def _change_profile(stage: Stage, person: Person, token: str) -> None:
    name = f"{(person.row.display_name or 'Somebody')[:180]} (she/they)"
    reply = stage.client.call("PATCH", "/v1/me", {"display_name": name}, token=token, source=person.source)
    if stage.ledger.expect(reply, 200, f"{person.name} changes the profile"):
        stage.ledger.did("changed their profile", person, "user.profile_changed")


def _change_password(stage: Stage, person: Person, token: str) -> None:
    wish = {"current_password": person.password, "new_password": _new_password()}
    reply = stage.client.call("PUT", "/v1/me/password", wish, token=token, source=person.source)
    if stage.ledger.expect(reply, 204, f"{person.name} changes the password"):
        person.password = wish["new_password"]
        stage.ledger.did("changed their password", person, "user.password_changed")
        stage.ledger.mail_follows("password_changed", person.email)


def _ask_for_address(stage: Stage, person: Person, token: str) -> None:
    wish = {"new_email": moved_address(person), "password": person.password}
    reply = stage.client.call("POST", "/v1/me/email", wish, token=token, source=person.source)
    if stage.ledger.expect(reply, 202, f"{person.name} asks for another address"):
        stage.ledger.did("asked for another address", person, "user.email_change_requested")
        stage.ledger.mail_follows("email_change_requested", person.email)
        stage.ledger.mail_follows("email_change_confirm", wish["new_email"])


def _prove(stage: Stage, person: Person, tokens: dict[str, str]) -> bool:
    token = {"token": tokens.get(comparable(person.email), "")}
    reply = stage.client.call("POST", "/v1/email/verify", token, source=person.source)
    return stage.ledger.expect(reply, 204, f"{person.name} proves an address")


def _choose_password(stage: Stage, person: Person, tokens: dict[str, str]) -> bool:
    wish = {"token": tokens.get(comparable(person.email), ""), "new_password": _new_password()}
    reply = stage.client.call("POST", "/v1/password-resets/confirm", wish, source=person.source)
    if not stage.ledger.expect(reply, 204, f"{person.name} chooses a password"):
        return False
    person.password = wish["new_password"]
    return True


def _new_password() -> str:
    return f"a new phrase {secrets.token_hex(6)}"
