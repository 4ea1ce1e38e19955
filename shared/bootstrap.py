"""The composition root: the only place where adapters are made and joined to use cases.

Everything is made when it is first asked for, and its module imported then: a function pays for what it uses, at its
cold start and in memory. Tests subclass `Container` and replace single parts.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from shared.settings import Settings

if TYPE_CHECKING:
    from shared.accounts.domain.password import PasswordRules
    from shared.accounts.ports import AccessTokens, Bus, Mailer, MailQueue, MailWriter, PasswordHasher, Seals, Vault
    from shared.accounts.use_cases.authenticate import Authenticate
    from shared.accounts.use_cases.change_email import RequestEmailChange, SetEmail
    from shared.accounts.use_cases.change_password import ChangePassword
    from shared.accounts.use_cases.change_profile import ChangeProfile
    from shared.accounts.use_cases.check_password import CheckPassword
    from shared.accounts.use_cases.count_tries import CountTries
    from shared.accounts.use_cases.create_user import CreateUser
    from shared.accounts.use_cases.define_roles import DefineRoles
    from shared.accounts.use_cases.end_session import ForgetSessions, OwnSessions
    from shared.accounts.use_cases.erase_user import EraseUser
    from shared.accounts.use_cases.letters import CommandLetters, EventLetters
    from shared.accounts.use_cases.publish_events import PublishEvents
    from shared.accounts.use_cases.read_users import ReadUsers
    from shared.accounts.use_cases.refresh_session import RefreshSession
    from shared.accounts.use_cases.repeat import Repeat
    from shared.accounts.use_cases.request_mail import RequestMail
    from shared.accounts.use_cases.reset_password import ResetPassword
    from shared.accounts.use_cases.send_mail import SendMails
    from shared.accounts.use_cases.set_roles import SetRoles
    from shared.accounts.use_cases.sign_in import SignIn
    from shared.accounts.use_cases.sign_up import SignUpPerson
    from shared.accounts.use_cases.suspend_user import SuspendUser
    from shared.accounts.use_cases.users import Users
    from shared.accounts.use_cases.verify_email import VerifyEmail
    from shared.adapters.access_tokens import JwtAccessTokens
    from shared.adapters.aws.queue import SqsRetryQueue
    from shared.adapters.key_ring import KeyRing, KeyService
    from shared.adapters.signing_keys import SigningKeyRing
    from shared.edge.cursors import Cursors
    from shared.kernel.ports import Clock, Ids, Randomness, Store
    from shared.kernel.recording import Recorder


class Adapters:
    """The ports on AWS."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._place = (settings.region, settings.endpoint)

    @cached_property
    def clock(self) -> "Clock":
        from shared.adapters.system import SystemClock

        return SystemClock()

    @cached_property
    def ids(self) -> "Ids":
        from shared.adapters.system import SystemIds

        return SystemIds()

    @cached_property
    def randomness(self) -> "Randomness":
        from shared.adapters.system import SystemRandomness

        return SystemRandomness()

    @cached_property
    def store(self) -> "Store":
        from shared.adapters.dynamodb.connecting import dynamodb_store

        return dynamodb_store(self.settings, self.randomness)

    @cached_property
    def key_service(self) -> "KeyService":
        from shared.adapters.aws.kms import KmsKeyService

        return KmsKeyService(self.settings.kms_key_id, *self._place)

    @cached_property
    def ring(self) -> "KeyRing":
        from shared.adapters.key_ring import KeyRing

        return KeyRing(self.store, self.key_service, self.clock)

    @cached_property
    def vault(self) -> "Vault":
        from shared.adapters.key_ring import KeyVault

        return KeyVault(self.ring)

    @cached_property
    def seals(self) -> "Seals":
        from shared.adapters.seals import KeyedSeals

        return KeyedSeals(self.ring)

    @cached_property
    def signing_keys(self) -> "SigningKeyRing":
        from shared.adapters.signing_keys import SigningKeyRing

        return SigningKeyRing(self.store, self.ring, self.clock, self.ids)

    @cached_property
    def tokens(self) -> "AccessTokens":
        return self.jwt

    @cached_property
    def jwt(self) -> "JwtAccessTokens":
        from shared.adapters.access_tokens import Audience, JwtAccessTokens

        audience = Audience(self.settings.issuer, self.settings.audience)
        return JwtAccessTokens(self.signing_keys, audience, self.clock, self.ids)

    @cached_property
    def hasher(self) -> "PasswordHasher":
        from shared.adapters.argon2 import Argon2Hasher

        return Argon2Hasher()

    @cached_property
    def mail_queue(self) -> "MailQueue":
        from shared.adapters.aws.mail_queue import SqsMailQueue

        return SqsMailQueue(self.settings.mail_queue_url, *self._place)

    @cached_property
    def mailer(self) -> "Mailer":
        from shared.adapters.aws.mailer import SesMailer

        endpoint = self.settings.mail_endpoint or self.settings.endpoint
        return SesMailer(self.settings.mail_from, self.settings.region, endpoint)

    @cached_property
    def mail_writer(self) -> "MailWriter":
        from shared.adapters.mail_writer import RenderedMailWriter

        return RenderedMailWriter(self.settings.service_name, self.settings.public_url)

    @cached_property
    def bus(self) -> "Bus":
        from shared.adapters.aws.bus import EventBridgeBus

        return EventBridgeBus(self.settings.bus_name, *self._place)

    @cached_property
    def mail_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        return SqsRetryQueue(self.settings.mail_queue_url, self.settings.mail_dlq_url, *self._place)

    @cached_property
    def end_sessions_retries(self) -> "SqsRetryQueue":
        from shared.adapters.aws.queue import SqsRetryQueue

        urls = self.settings.end_sessions_queue_url, self.settings.end_sessions_dlq_url
        return SqsRetryQueue(*urls, *self._place)

    @cached_property
    def cursors(self) -> "Cursors":
        from shared.edge.cursors import Cursors

        return Cursors(self.ring.sealer("cursors/1"), self.clock)


class Container(Adapters):
    """The use cases, on those ports."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Container":
        """Raises SettingsError."""
        return cls(Settings.read(environ))

    @cached_property
    def password_rules(self) -> "PasswordRules":
        from shared.accounts.domain.password import PasswordRules

        return PasswordRules(self.settings.password_min_length, self.settings.service_name)

    @cached_property
    def recorder(self) -> "Recorder":
        from shared.kernel.recording import Recorder

        return Recorder(self.clock, self.ids)

    @cached_property
    def users(self) -> "Users":
        from shared.accounts.use_cases.users import Users

        return Users(self.store, self.vault, self.seals, self.recorder)

    @cached_property
    def repeat(self) -> "Repeat":
        from shared.accounts.use_cases.repeat import Repeat

        return Repeat(self.users, self.store, self.clock)

    @cached_property
    def count_tries(self) -> "CountTries":
        from shared.accounts.use_cases.count_tries import CountTries

        return CountTries(self.store, self.clock)

    @cached_property
    def authenticate(self) -> "Authenticate":
        from shared.accounts.use_cases.authenticate import Authenticate

        return Authenticate(self.tokens, self.store, self.clock)

    @cached_property
    def sign_up(self) -> "SignUpPerson":
        from shared.accounts.use_cases.sign_up import SignUpPerson

        keys = self.users, self.store, self.seals, self.hasher, self.password_rules
        return SignUpPerson(*keys, self.mail_queue, self.clock, self.ids)

    @cached_property
    def verify_email(self) -> "VerifyEmail":
        from shared.accounts.use_cases.verify_email import VerifyEmail

        return VerifyEmail(self.users, self.store, self.seals, self.clock)

    @cached_property
    def request_mail(self) -> "RequestMail":
        from shared.accounts.use_cases.request_mail import RequestMail

        return RequestMail(self.seals, self.mail_queue, self.clock, self.ids)

    @cached_property
    def reset_password(self) -> "ResetPassword":
        from shared.accounts.use_cases.reset_password import ResetPassword

        keys = self.users, self.store, self.seals, self.hasher, self.password_rules
        return ResetPassword(*keys, self.clock)

    @cached_property
    def sign_in(self) -> "SignIn":
        from shared.accounts.use_cases.sign_in import SignIn

        keys = self.users, self.store, self.seals, self.hasher, self.tokens, self.count_tries
        return SignIn(*keys, self.clock, self.ids)

    @cached_property
    def refresh_session(self) -> "RefreshSession":
        from shared.accounts.use_cases.refresh_session import RefreshSession

        return RefreshSession(self.users, self.store, self.seals, self.tokens, self.clock, self.ids)

    @cached_property
    def own_sessions(self) -> "OwnSessions":
        from shared.accounts.use_cases.end_session import OwnSessions

        return OwnSessions(self.store, self.clock, self.ids)

    @cached_property
    def forget_sessions(self) -> "ForgetSessions":
        from shared.accounts.use_cases.end_session import ForgetSessions

        return ForgetSessions(self.store, self.clock)

    @cached_property
    def check_password(self) -> "CheckPassword":
        from shared.accounts.use_cases.check_password import CheckPassword

        return CheckPassword(self.store, self.seals, self.hasher, self.count_tries)

    @cached_property
    def change_profile(self) -> "ChangeProfile":
        from shared.accounts.use_cases.change_profile import ChangeProfile

        return ChangeProfile(self.users)

    @cached_property
    def change_password(self) -> "ChangePassword":
        from shared.accounts.use_cases.change_password import ChangePassword

        return ChangePassword(self.users, self.check_password, self.hasher, self.password_rules)

    @cached_property
    def request_email_change(self) -> "RequestEmailChange":
        from shared.accounts.use_cases.change_email import RequestEmailChange

        return RequestEmailChange(self.users, self.check_password)

    @cached_property
    def set_email(self) -> "SetEmail":
        from shared.accounts.use_cases.change_email import SetEmail

        return SetEmail(self.users)

    @cached_property
    def create_user(self) -> "CreateUser":
        from shared.accounts.use_cases.create_user import CreateUser

        return CreateUser(self.users, self.repeat, self.clock, self.ids)

    @cached_property
    def set_roles(self) -> "SetRoles":
        from shared.accounts.use_cases.set_roles import SetRoles

        return SetRoles(self.users)

    @cached_property
    def suspend_user(self) -> "SuspendUser":
        from shared.accounts.use_cases.suspend_user import SuspendUser

        return SuspendUser(self.users, self.repeat)

    @cached_property
    def erase_user(self) -> "EraseUser":
        from shared.accounts.use_cases.erase_user import EraseUser

        return EraseUser(self.users, self.forget_sessions, self.vault, self.seals, self.clock, self.ids)

    @cached_property
    def read_users(self) -> "ReadUsers":
        from shared.accounts.use_cases.read_users import ReadUsers

        return ReadUsers(self.users, self.store, self.seals, self.clock)

    @cached_property
    def define_roles(self) -> "DefineRoles":
        from shared.accounts.use_cases.define_roles import DefineRoles

        return DefineRoles(self.users, self.store, self.recorder)

    @cached_property
    def publish_events(self) -> "PublishEvents":
        from shared.accounts.use_cases.publish_events import PublishEvents

        return PublishEvents(self.bus)

    @cached_property
    def event_letters(self) -> "EventLetters":
        from shared.accounts.use_cases.letters import EventLetters

        return EventLetters(self.users, self.store, self.seals, self.vault)

    @cached_property
    def command_letters(self) -> "CommandLetters":
        from shared.accounts.use_cases.letters import CommandLetters

        return CommandLetters(self.store, self.seals, self.clock)

    @cached_property
    def send_mails(self) -> "SendMails":
        from shared.accounts.use_cases.send_mail import SendMails

        return SendMails(self.store, self.mail_writer, self.mailer, self.clock)


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
