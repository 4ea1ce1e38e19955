"""The second part of the composition root: what people and staff do with accounts, joined to the ports it stands on."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.bootstrap_ports import AwsPorts

if TYPE_CHECKING:
    from shared.accounts.domain.password import PasswordRules
    from shared.accounts.use_cases.authenticate import Authenticate
    from shared.accounts.use_cases.change_email import RequestEmailChange, SetEmail
    from shared.accounts.use_cases.change_password import ChangePassword
    from shared.accounts.use_cases.change_profile import ChangeProfile
    from shared.accounts.use_cases.check_password import CheckPassword
    from shared.accounts.use_cases.count_requests import CountRequests
    from shared.accounts.use_cases.count_tries import CountTries
    from shared.accounts.use_cases.create_user import CreateUser
    from shared.accounts.use_cases.define_roles import DefineRoles
    from shared.accounts.use_cases.end_session import ForgetSessions, OwnSessions
    from shared.accounts.use_cases.erase_again import EraseAgain
    from shared.accounts.use_cases.erase_user import EraseUser
    from shared.accounts.use_cases.read_users import ReadUsers
    from shared.accounts.use_cases.refresh_session import RefreshSession
    from shared.accounts.use_cases.repeat import Repeat
    from shared.accounts.use_cases.request_mail import RequestMail
    from shared.accounts.use_cases.reset_password import ResetPassword
    from shared.accounts.use_cases.search_users import SearchUsers
    from shared.accounts.use_cases.set_roles import SetRoles
    from shared.accounts.use_cases.sign_in import SignIn
    from shared.accounts.use_cases.sign_up import SignUpPerson
    from shared.accounts.use_cases.suspend_user import SuspendUser
    from shared.accounts.use_cases.users import Users
    from shared.accounts.use_cases.verify_email import VerifyEmail
    from shared.kernel.recording import Recorder


class Accounts(AwsPorts):
    """The use cases behind the HTTP routes."""

    @cached_property
    def password_rules(self) -> "PasswordRules":
        from shared.accounts.domain.password import PasswordRules

        return PasswordRules(self.settings.password_min_length, self.settings.service_name, self.common_passwords)

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
    def count_requests(self) -> "CountRequests":
        from shared.accounts.use_cases.count_requests import CountRequests

        return CountRequests(self.store, self.seals, self.clock)

    @cached_property
    def authenticate(self) -> "Authenticate":
        from shared.accounts.use_cases.authenticate import Authenticate

        return Authenticate(self.tokens, self.users, self.store, self.clock)

    @cached_property
    def sign_up(self) -> "SignUpPerson":
        from shared.accounts.use_cases.sign_up import SignUpPerson

        keys = self.users, self.store, self.seals, self.hasher, self.password_rules
        return SignUpPerson(*keys, self.count_requests, self.mail_queue, self.clock, self.ids)

    @cached_property
    def verify_email(self) -> "VerifyEmail":
        from shared.accounts.use_cases.verify_email import VerifyEmail

        return VerifyEmail(self.users, self.store, self.seals, self.clock)

    @cached_property
    def request_mail(self) -> "RequestMail":
        from shared.accounts.use_cases.request_mail import RequestMail

        return RequestMail(self.seals, self.count_requests, self.mail_queue, self.clock, self.ids)

    @cached_property
    def reset_password(self) -> "ResetPassword":
        from shared.accounts.use_cases.reset_password import ResetPassword

        keys = self.users, self.store, self.seals, self.hasher, self.password_rules
        return ResetPassword(*keys, self.clock)

    @cached_property
    def sign_in(self) -> "SignIn":
        from shared.accounts.use_cases.sign_in import SignIn

        keys = self.users, self.store, self.seals, self.hasher, self.tokens, self.count_tries
        return SignIn(*keys, self.mail_queue, self.clock, self.ids)

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
    def erase_again(self) -> "EraseAgain":
        from shared.accounts.use_cases.erase_again import EraseAgain

        return EraseAgain(self.erase_user, self.forget_sessions, self.store)

    @cached_property
    def read_users(self) -> "ReadUsers":
        from shared.accounts.use_cases.read_users import ReadUsers

        return ReadUsers(self.users, self.store, self.seals, self.clock)

    @cached_property
    def search_users(self) -> "SearchUsers":
        from shared.accounts.use_cases.search_users import SearchUsers

        return SearchUsers(self.store, self.seals)

    @cached_property
    def define_roles(self) -> "DefineRoles":
        from shared.accounts.use_cases.define_roles import DefineRoles

        return DefineRoles(self.users, self.store, self.recorder)
