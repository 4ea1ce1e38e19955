"""The play in its order: everybody comes on, then the books are checked."""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from infra.demo import reconcile, steps
from infra.demo.admin import Admin, SignInRefused, erase, find_by_address, invite, readdress, suspend
from infra.demo.client import Client
from infra.demo.inbox import Inbox, MailMissing, counted
from infra.demo.ledger import Ledger, Letter, Person
from infra.demo.people import Row
from infra.demo.report import Bars, Report
from infra.demo.stage import Stage

Stored = dict[str, list[dict[str, Any]]]  # the events of each account, by its id
_BUS_PATIENCE = 20.0
_SETTLES = 1.5  # seconds in which a mail too many would have come


class Play:
    """One run of the demo against one system. `tag`: the digits that set this run's addresses apart."""

    def __init__(self, console: Console, url: str, rows: Sequence[Row], tag: str, admin: tuple[str, str]) -> None:
        self._console, self._report = console, Report(console)
        self._client = Client(url)
        self._inbox = Inbox(self._client)
        self._admin = Admin(self._client, *admin)
        self._tag = tag
        self._ledger = Ledger([_person(row, index, tag) for index, row in enumerate(rows)])

    def perform(self) -> bool:
        """Whether everything reconciles. Raises MailMissing, NotRunning or OSError when the play cannot go on."""
        started = time.monotonic()
        try:
            with Bars(self._console) as bars:
                stage = Stage(self._client, self._inbox, self._ledger, bars)
                self._act(stage)
                found, stored = self._look(stage)
        except SignInRefused as error:
            self._console.print(f"The administrator cannot sign in ({error}). {_ADMIN_HINT}", markup=False)
            return False
        self._console.print(f"{len(self._ledger.people)} rows in {time.monotonic() - started:.1f} s.\n")
        return self._check(found, stored)

    def show_faults(self) -> None:
        self._report.faults([], self._ledger.surprises)

    def _act(self, stage: Stage) -> None:
        people = self._ledger.people
        steps.sign_up(stage, [person for person in people if not person.row.comes_second], "Sign up")
        steps.verify(stage, self._ledger.users)
        steps.sign_up(stage, [person for person in people if person.row.comes_second], "Sign up a second time")
        steps.use_account(stage, self._ledger.users)
        users = self._ledger.account_holders
        steps.confirm_moves(stage, users)
        steps.reset_passwords(stage, users)
        steps.use_second_device(stage, users)
        steps.accept_invitations(stage, invite(stage, self._admin, self._tag, users[0].source))
        suspend(stage, self._admin, users)
        readdress(stage, self._admin, users)
        erase(stage, self._admin, users)
        find_by_address(stage, self._admin, self._repeated(users))

    def _repeated(self, users: Sequence[Person]) -> list[Person]:
        """Holders of the addresses that signed up again."""
        again = {person.row.email.casefold() for person in self._ledger.people if person.row.repeat}
        return [person for person in users if person.row.email.casefold() in again]

    def _look(self, stage: Stage) -> tuple[Counter[Letter], Stored]:
        return self._mails_found(stage), self._events_stored(stage)

    def _check(self, found: Counter[Letter], stored: Stored) -> bool:
        books = [
            reconcile.rows(self._ledger),
            reconcile.streams(self._ledger.account_holders, stored),
            reconcile.published(stored, self._events_published(stored)),
        ]
        mails = reconcile.letters(self._ledger.letters, found)
        self._show(stored, books, mails)
        return all(check.holds for check in [*books, *mails]) and not self._ledger.surprises

    def _show(self, stored: Stored, books: list[reconcile.Check], mails: list[reconcile.Check]) -> None:
        self._report.what_happened(self._ledger)
        self._report.rejected(self._ledger)
        if busiest := max(self._ledger.account_holders, key=lambda person: len(person.events), default=None):
            self._report.trail(busiest, stored[busiest.user_id or ""])
        self._report.reconciled("Mails expected = mails found", mails)
        self._report.reconciled("The books", books)
        self._report.faults([*books, *mails], self._ledger.surprises)

    def _mails_found(self, stage: Stage) -> Counter[Letter]:
        """All mail to this run's addresses, once what must come has come or is overdue."""
        letters = self._ledger.letters
        try:
            self._inbox.wait_for(letters, stage.arriving(letters.total()))
        except MailMissing as error:
            self._ledger.surprise(str(error))
        time.sleep(_SETTLES)
        ours = f".{self._tag}"
        return Counter({letter: n for letter, n in counted(self._inbox.read()).items() if ours in letter.address})

    def _events_stored(self, stage: Stage) -> Stored:
        stored: Stored = {}

        def read(person: Person) -> None:
            user_id = person.user_id or ""
            stored[user_id] = self._admin.events_of(user_id)

        stage.each("Read everybody's history", self._ledger.account_holders, read)
        return stored

    def _events_published(self, stored: Stored) -> list[dict[str, Any]]:
        """What went over the bus; the stream is given a while to bring the last ones."""
        wanted = {event["event_id"] for events in stored.values() for event in events}
        deadline = time.monotonic() + _BUS_PATIENCE
        while True:
            bus = [event["detail"] for event in self._client.call("GET", "/_local/events.json").body["events"]]
            if wanted <= {event.get("event_id") for event in bus} or time.monotonic() > deadline:
                return [event for event in bus if "stream_id" in event]
            time.sleep(0.5)


_ADMIN_HINT = "Set ROLLBOOK_ADMIN_EMAIL and ROLLBOOK_ADMIN_PASSWORD to what the system printed at its start."


def _person(row: Row, index: int, tag: str) -> Person:
    # Limits count by source address: people of one run come from 250 addresses, other runs from others.
    network, host = divmod(int(tag), 250)[0], 1 + index % 250
    source = f"127.{1 + network // 250 % 250}.{network % 250}.{host}"
    return Person(row, source, row.email, row.password)
