"""The composition root: the only place where adapters are made and joined to use cases.

Ports stand in bootstrap_ports.py, what people and staff do in bootstrap_accounts.py, designs and decisions in
bootstrap_architect.py, reviews in bootstrap_reviews.py, what happens behind people and staff here.
Everything is made when it is first asked for, and its module imported then: a function pays for what it uses, at its
cold start and in memory. Tests subclass `Container` and replace single parts.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from shared.bootstrap_reviews import Reviews
from shared.settings import Settings

if TYPE_CHECKING:
    from shared.accounts.use_cases.close_unverified import CloseUnverified
    from shared.accounts.use_cases.command_letters import CommandLetters
    from shared.accounts.use_cases.event_letters import EventLetters
    from shared.accounts.use_cases.publish_events import PublishEvents
    from shared.accounts.use_cases.rebuild_search import RebuildSearch
    from shared.accounts.use_cases.send_mail import SendMails
    from shared.accounts.use_cases.update_search import UpdateSearch


class Container(Reviews):
    """Everything, with the use cases of queues, streams and schedules."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Container":
        """Raises SettingsError."""
        return cls(Settings.read(environ))

    @cached_property
    def publish_events(self) -> "PublishEvents":
        from shared.accounts.use_cases.publish_events import PublishEvents

        return PublishEvents(self.bus)

    @cached_property
    def event_letters(self) -> "EventLetters":
        from shared.accounts.use_cases.event_letters import EventLetters

        return EventLetters(self.users, self.store, self.seals, self.vault)

    @cached_property
    def command_letters(self) -> "CommandLetters":
        from shared.accounts.use_cases.command_letters import CommandLetters

        return CommandLetters(self.store, self.seals, self.clock)

    @cached_property
    def update_search(self) -> "UpdateSearch":
        from shared.accounts.use_cases.update_search import UpdateSearch

        return UpdateSearch(self.store, self.seals)

    @cached_property
    def rebuild_search(self) -> "RebuildSearch":
        from shared.accounts.use_cases.rebuild_search import RebuildSearch

        return RebuildSearch(self.store, self.update_search, self.ids)

    @cached_property
    def close_unverified(self) -> "CloseUnverified":
        from datetime import timedelta

        from shared.accounts.use_cases.close_unverified import CloseUnverified

        patience = timedelta(days=self.settings.unverified_days)
        keys = self.store, self.seals, self.erase_user, self.mail_queue, patience
        return CloseUnverified(*keys, self.clock, self.ids)

    @cached_property
    def send_mails(self) -> "SendMails":
        from shared.accounts.use_cases.send_mail import SendMails

        return SendMails(self.store, self.seals, self.mail_writer, self.mailer, self.clock)


def prepare(environ: Mapping[str, str]) -> None:
    """Makes the root key and the first signing key where they do not exist yet."""
    container = Container.of(environ)
    container.ring.prepare()
    container.signing_keys.prepare()


def seed_admin(environ: Mapping[str, str], email: str, password: str) -> str:
    """The id of an active account with the role `admin`, made by the same use cases as any other. Safe to repeat."""
    from shared.accounts.use_cases.make_admin import MakeAdmin

    container = Container.of(environ)
    return MakeAdmin(container.sign_up, container.verify_email, container.users, container.store, container.seals)(
        email, password
    )
