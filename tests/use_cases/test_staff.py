"""Staff: creates once per key, suspends and reactivates, on the version it saw."""

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


def create(world: World, staff: LiveCaller, wish: Invitation, request: Repeatable | None = None) -> str:
    return world.create_user(staff, wish, request, by_staff(staff)).id


def suspend(world: World, staff: LiveCaller, user_id: str, request: Repeatable | None = None) -> None:
    world.suspend_user.suspend(staff, user_id, "why", request, by_staff(staff))


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
    later = create(world, root, Invitation("b@example.org"), request)
    assert [user.id for user in world.read_users.find("b@example.org", None)] == [later]


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
