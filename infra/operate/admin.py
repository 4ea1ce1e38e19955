"""`make admin`: the keys of a new stage, and its first administrator."""

import getpass
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from infra.operate.refusals import Refused, told
from shared.accounts.domain.claims import email_claim
from shared.bootstrap import Container, prepare, seed_admin

Ask = Callable[[str], str]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Terminal:
    """How to speak with the person. `ask` does not show what is typed; it is None where nobody can be asked."""

    say: Say = print
    ask: Ask | None = getpass.getpass


def make_admin(environ: Mapping[str, str], email: str, terminal: Terminal) -> str:
    """The administrator's id. Safe to repeat: what exists stays. Raises Refused."""
    with told():
        prepare(environ)
        container = Container.of(environ)
        owner = container.store.get(email_claim(container.seals, email))
        password = "" if owner else _password(container.settings.password_min_length, terminal)
        user_id = seed_admin(environ, email, password)
    terminal.say(f"{email} is an administrator: account {user_id}.")
    if owner:
        terminal.say("The account existed before and keeps its password.")
    return user_id


def _password(shortest: int, terminal: Terminal) -> str:
    """Typed twice; or, when nothing is typed, made up and shown this once."""
    typed = terminal.ask(f"Password ({shortest} characters or more; empty: make one up): ") if terminal.ask else ""
    if not typed:
        made = secrets.token_urlsafe(max(24, shortest))
        terminal.say(f"The password is shown this once: {made}")
        return made
    if terminal.ask and terminal.ask("Once more: ") != typed:
        raise Refused("The two passwords differ. Nothing was changed but missing keys were made.")
    return typed
