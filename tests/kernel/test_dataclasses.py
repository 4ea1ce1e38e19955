"""Our data classes behave as the standard library's, which stand beside them here."""

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Ours:
    name: str
    size: int = 3
    tags: dict[str, int] = dataclasses.field(default_factory=dict, compare=False)
    secret: str = dataclasses.field(default="", repr=False)


@dataclasses.dataclass(frozen=True)
class Theirs:
    name: str
    size: int = 3
    tags: dict[str, int] = dataclasses.field(default_factory=dict, compare=False)
    secret: str = dataclasses.field(default="", repr=False)


@dataclass(frozen=True)
class Longer(Ours):
    more: str = "more"

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("size")


@dataclass
class Open:
    count: int


@dataclass(frozen=True)
class Named:
    count: int
    unit: str = dataclasses.field(default="m", kw_only=True)


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 4), {"tags": {"x": 1}}),
    ((), {"name": "a", "secret": "s"}),
    ((), {}),
    (("a", 1, {}, "s", "too many"), {}),
    (("a",), {"name": "b"}),
    (("a",), {"other": 1}),
]


def made(kind: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    try:
        return kind(*arguments, **named)
    except TypeError:
        return TypeError


@pytest.mark.parametrize(("arguments", "named"), CALLS)
def test_an_instance_is_made_of_the_same_arguments(arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = made(Ours, arguments, named), made(Theirs, arguments, named)
    if theirs is TypeError:
        assert ours is TypeError
    else:
        assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
        assert repr(ours) == repr(theirs).replace("Theirs", "Ours")


def test_a_member_that_is_given_by_name_only_is_taken_by_name_only() -> None:
    assert Named(1, unit="km") != Named(1)
    with pytest.raises(TypeError, match="positional"):
        Named(1, "km")  # type: ignore[call-arg]


def test_each_instance_has_a_default_of_its_own() -> None:
    first = Ours("a")
    first.tags["x"] = 1
    assert Ours("a").tags == {}


def test_equality_and_hash_go_by_the_fields_that_are_compared() -> None:
    assert Ours("a", tags={"x": 1}) == Ours("a")
    assert hash(Ours("a", tags={"x": 1})) == hash(Ours("a")) == hash(Theirs("a"))
    assert Ours("a") != Ours("b")
    assert Ours("a") != Theirs("a")  # type: ignore[comparison-overlap]
    assert Longer("a") != Ours("a")
    assert len({Ours("a"), Ours("a", 3), Ours("b")}) == 2


def test_what_is_frozen_cannot_be_changed() -> None:
    ours = Ours("a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="size"):
        ours.size = 4  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="size"):
        del ours.size
    assert ours == Ours("a")


def test_one_that_inherits_has_all_fields_and_its_own_check() -> None:
    assert Longer("a", 1, more="b") == Longer("a", 1, {}, "", "b")
    with pytest.raises(ValueError, match="size"):
        Longer("a", -1)
    assert Ours("a", -1).size == -1


def test_the_tools_of_the_standard_library_know_them() -> None:
    ours = Ours("a", secret="s")
    assert [field.name for field in dataclasses.fields(ours)] == ["name", "size", "tags", "secret"]
    assert dataclasses.replace(ours, size=5) == Ours("a", 5, secret="s")
    assert copy.deepcopy(ours) == ours
    assert pickle.loads(pickle.dumps(ours)) == ours  # noqa: S301 - ours
    match ours:
        case Ours(name, size):
            assert (name, size) == ("a", 3)


def test_one_that_is_not_frozen_can_be_changed_and_has_no_hash() -> None:
    counted = Open(1)
    counted.count += 1
    assert counted == Open(2)
    with pytest.raises(TypeError, match="unhashable"):
        hash(counted)
