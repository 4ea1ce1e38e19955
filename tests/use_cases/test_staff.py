"""Staff: creates once per key, suspends and reactivates, and never beyond its own rights."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from shared.kernel.errors import Precondition, Unauthenticated, ValidationFailed
from shared.kernel.idempotency import Repeatable
from tests.use_cases.world import World, by_staff, context, outcome_of

EMAIL = "ada@example.org"


@pytest.fixture
def root(world: World) -> LiveCaller:
    return world.staff()


def define(world: World, root: LiveCaller, name: str, *permissions: str) -> None:
    world.define_roles.define(root, name, permissions, "", by_staff(root))


def create(world: World, staff: LiveCaller, wish: Invitation, request: Repeatable | None = None) -> str:
    return world.create_user(staff, wish, request, by_staff(staff)).id


def suspend(world: World, staff: LiveCaller, user_id: str, request: Repeatable | None = None) -> None:
    world.suspend_user.suspend(staff, user_id, "why", request, by_staff(staff))


def set_roles(world: World, staff: LiveCaller, user_id: str, *names: str) -> None:
    world.set_roles(staff, user_id, names, any_version, by_staff(staff))


# create ----------------------------------------------------------------------------------------------------------


def test_a_created_account_is_pending_and_invited(world: World, root: LiveCaller) -> None:
    user = world.create_user(root, Invitation(EMAIL, "Ada", "Ada L.", "en", ("support",)), None, by_staff(root))
    assert (user.status, user.username, user.roles, user.version) == (Status.PENDING, "ada", ("support",), 1)
    (mail,) = world.settle().mails(MailKind.INVITATION)
    assert mail.to == EMAIL
    assert "https://accounts.example.org/invitation?token=" in mail.text


def test_a_taken_address_or_name_is_told_to_staff(world: World, root: LiveCaller) -> None:
    world.person(EMAIL, username="ada")
    assert outcome_of(lambda: create(world, root, Invitation("ADA@example.org"))) == "email_taken"
    assert outcome_of(lambda: create(world, root, Invitation("b@example.org", "аdа"))) in (
        "username_taken",
        "validation_failed",
    )
    assert outcome_of(lambda: create(world, root, Invitation(EMAIL, "ada"))) == "email_taken"


def test_one_key_with_one_body_creates_once_and_answers_the_same(world: World, root: LiveCaller) -> None:
    request = Repeatable("scope", "body")
    first = world.create_user(root, Invitation(EMAIL), request, by_staff(root))
    world.change_profile(first.id, ProfileWish({"display_name": "Ada"}), any_version, context(first.id))
    again = world.create_user(root, Invitation(EMAIL), request, by_staff(root))
    assert again == first, "the first answer, not what became of it"
    assert len(world.settle().mails(MailKind.INVITATION)) == 1


def test_one_key_with_another_body_is_refused(world: World, root: LiveCaller) -> None:
    create(world, root, Invitation(EMAIL), Repeatable("scope", "body"))
    with pytest.raises(ValidationFailed) as refused:
        create(world, root, Invitation("b@example.org"), Repeatable("scope", "another"))
    assert refused.value.code == "idempotency_key_reused"
    assert world.read_users.find("b@example.org", None) == []


def test_only_success_is_remembered(world: World, root: LiveCaller) -> None:
    request = Repeatable("scope", "body")
    assert outcome_of(lambda: create(world, root, Invitation(EMAIL, roles=("wizard",)), request)) == "validation_failed"
    assert outcome_of(lambda: create(world, root, Invitation(EMAIL), request)) == "done"


def test_a_key_lapses_after_a_day(world: World, root: LiveCaller) -> None:
    request = Repeatable("scope", "body")
    create(world, root, Invitation(EMAIL), request)
    world.clock.advance(timedelta(hours=24))
    assert outcome_of(lambda: create(world, root, Invitation("b@example.org"), request)) == "done"


def test_of_two_at_once_with_one_key_one_creates_and_both_get_the_same_account(world: World, root: LiveCaller) -> None:
    request = Repeatable("scope", "body")
    others: list[str] = []
    world.store.meanwhile(lambda: others.append(create(world, root, Invitation(EMAIL), request)))
    assert [create(world, root, Invitation(EMAIL), request)] == others
    assert len(world.settle().mails(MailKind.INVITATION)) == 1


def test_a_replay_of_what_was_erased_since_is_gone(world: World, root: LiveCaller) -> None:
    request = Repeatable("scope", "body")
    user_id = create(world, root, Invitation(EMAIL), request)
    world.erase_user.by_staff(root, user_id, any_version, by_staff(root))
    assert outcome_of(lambda: create(world, root, Invitation(EMAIL), request)) == "user_erased"


# suspend and reactivate --------------------------------------------------------------------------------------------


def test_suspension_ends_sessions_at_once_and_reactivation_returns_to_before(world: World, root: LiveCaller) -> None:
    user_id = world.person(EMAIL)
    signed_in = world.signed_in(EMAIL)
    suspend(world, root, user_id)
    with pytest.raises(Unauthenticated):
        world.caller(signed_in)
    assert world.settle().session_count(user_id) == 0
    world.suspend_user.reactivate(root, user_id, None, None, by_staff(root))
    with pytest.raises(Unauthenticated):
        world.caller(signed_in)
    assert outcome_of(lambda: world.signed_in(EMAIL)) == "done"


def test_suspending_twice_is_no_event_even_with_a_key(world: World, root: LiveCaller) -> None:
    user_id = world.person(EMAIL)
    suspend(world, root, user_id)
    version = world.user(user_id).version
    suspend(world, root, user_id)
    suspend(world, root, user_id, Repeatable("scope", "body"))
    suspend(world, root, user_id, Repeatable("scope", "body"))
    assert world.user(user_id).version == version


def test_a_repeated_key_does_not_suspend_again_after_a_reactivation(world: World, root: LiveCaller) -> None:
    user_id, request = world.person(EMAIL), Repeatable("scope", "body")
    suspend(world, root, user_id, request)
    world.suspend_user.reactivate(root, user_id, None, None, by_staff(root))
    suspend(world, root, user_id, request)
    assert world.user(user_id).status is Status.ACTIVE


# versions ----------------------------------------------------------------------------------------------------------


def test_a_condition_on_the_version_is_checked_against_what_is_written(world: World, root: LiveCaller) -> None:
    user_id = world.person(EMAIL)

    def only_version_2(found: int) -> None:
        if found != 2:
            raise Precondition("stale_version", "It changed.")

    def rename(name: str | None) -> object:
        return world.change_profile(
            user_id, ProfileWish({"display_name": name}), only_version_2, by_staff(root), staff=root
        )

    world.store.meanwhile(lambda: rename("faster"))
    assert outcome_of(lambda: rename("slower")) == "stale_version"
    assert (world.user(user_id).display_name, world.user(user_id).version) == ("faster", 3)


def test_without_a_condition_a_lost_race_is_decided_again(world: World, root: LiveCaller) -> None:
    user_id = world.person(EMAIL)

    def change(**wish: str) -> object:
        return world.change_profile(user_id, ProfileWish(wish), any_version, by_staff(root))

    world.store.meanwhile(lambda: change(display_name="Ada"))
    change(locale="fr")
    assert (world.user(user_id).display_name, world.user(user_id).locale) == ("Ada", "fr")
    assert world.history(user_id).count("user.profile_changed") == 2


def test_who_always_loses_the_race_is_told_so(world: World) -> None:
    user_id, names = world.person(EMAIL), iter(range(100))

    def faster() -> None:
        world.store.meanwhile(lambda: None)  # spent by the change itself
        wish = ProfileWish({"display_name": f"name {next(names)}"})
        world.change_profile(user_id, wish, any_version, context(user_id))
        world.store.meanwhile(faster)

    world.store.meanwhile(faster)

    def slower() -> object:
        return world.change_profile(user_id, ProfileWish({"locale": "fr"}), any_version, context(user_id))

    assert outcome_of(slower) == "version_conflict"
    assert world.user(user_id).locale is None


def test_a_wish_that_changes_nothing_writes_nothing(world: World) -> None:
    user_id = world.person(EMAIL, display_name="Ada")

    def change() -> object:
        return world.change_profile(user_id, ProfileWish({"display_name": "Ada"}), any_version, context(user_id))

    assert [name for name, _ in world.work_of(change).calls] == ["get_many"]
    assert world.user(user_id).version == 2


def test_a_renamed_account_releases_its_name_and_its_look(world: World) -> None:
    ada, grace = world.person(EMAIL, username="ace"), world.person("grace@example.org")

    def rename(user_id: str, name: str | None) -> str:
        return outcome_of(
            lambda: world.change_profile(user_id, ProfileWish({"username": name}), any_version, context(user_id))
        )

    assert rename(grace, "асе") == "username_taken"
    assert rename(ada, "ada") == "done"
    assert rename(grace, "асе") == "done"
    assert rename(ada, "ace") == "username_taken"
    assert rename(grace, None) == "done"
    assert rename(ada, "ace") == "done"


# no escalation -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clerk(world: World, root: LiveCaller) -> LiveCaller:
    """May write and delete accounts, and define roles from what they hold, but not everything an admin may."""
    define(world, root, "clerk", "users:read", "users:write", "users:delete", "roles:write")
    return world.staff("clerk@example.org", ("clerk",))


Act = Callable[[World, LiveCaller, str], object]
ACTS: dict[str, Act] = {
    "suspend": lambda world, staff, user_id: suspend(world, staff, user_id),
    "reactivate": lambda world, staff, user_id: world.suspend_user.reactivate(
        staff, user_id, None, None, by_staff(staff)
    ),
    "erase": lambda world, staff, user_id: world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff)),
    "rename": lambda world, staff, user_id: world.change_profile(
        user_id, ProfileWish({"locale": "fr"}), any_version, by_staff(staff), staff=staff
    ),
    "re-address": lambda world, staff, user_id: world.set_email(
        staff, user_id, "own@example.org", any_version, by_staff(staff)
    ),
    "demote": lambda world, staff, user_id: set_roles(world, staff, user_id),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_an_account_that_holds_what_they_lack(
    world: World, root: LiveCaller, clerk: LiveCaller, act: str
) -> None:
    assert outcome_of(lambda: ACTS[act](world, clerk, root.user_id)) == "forbidden"
    assert outcome_of(lambda: ACTS[act](world, clerk, world.person(EMAIL))) == "done"


def test_nobody_grants_what_they_lack(world: World, root: LiveCaller, clerk: LiveCaller) -> None:
    ada = world.person(EMAIL)
    assert outcome_of(lambda: set_roles(world, clerk, ada, "admin")) == "forbidden"
    assert outcome_of(lambda: set_roles(world, clerk, ada, "support")) == "forbidden", "it holds audit:read"
    assert outcome_of(lambda: set_roles(world, clerk, ada, "clerk")) == "done"
    assert outcome_of(lambda: create(world, clerk, Invitation("b@example.org", roles=("admin",)))) == "forbidden"
    assert outcome_of(lambda: set_roles(world, clerk, clerk.user_id, "clerk", "admin")) == "forbidden"


def test_nobody_creates_with_roles_without_the_right_to_give_them(world: World, root: LiveCaller) -> None:
    define(world, root, "greeter", "users:read", "users:write")
    greeter = world.staff("greeter@example.org", ("greeter",))
    assert outcome_of(lambda: create(world, greeter, Invitation(EMAIL, roles=("greeter",)))) == "forbidden"
    assert outcome_of(lambda: create(world, greeter, Invitation(EMAIL))) == "done"


def test_nobody_widens_a_role_beyond_their_own_rights(world: World, root: LiveCaller, clerk: LiveCaller) -> None:
    assert outcome_of(lambda: define(world, clerk, "clerk", *clerk.permissions, "audit:read")) == "forbidden"
    assert outcome_of(lambda: define(world, clerk, "readers", "users:read")) == "done"
    define(world, root, "auditors", "audit:read")
    assert outcome_of(lambda: define(world, clerk, "auditors", "users:read")) == "forbidden", "nor takes away"
    assert outcome_of(lambda: world.define_roles.remove(clerk, "auditors", by_staff(clerk))) == "forbidden"


def test_an_unknown_role_is_named_by_its_place(world: World, root: LiveCaller) -> None:
    with pytest.raises(ValidationFailed) as refused:
        set_roles(world, root, world.person(EMAIL), "support", "wizard")
    assert [fault.pointer for fault in refused.value.errors] == ["/roles/1"]
