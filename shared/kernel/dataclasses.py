"""`dataclass` of the standard library, whose methods are made when they are first needed.

A function imports some eighty of our data classes and makes instances of twenty. The standard library compiles six
methods for each of them at once, a fifth of what a function's start takes (ADR 0026). Here `__init__` is compiled by it
at the first instance, and the others, which no request is slow for, are the same few functions for all.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type[Any] | None = None, /, *, frozen: bool = False) -> Any:
        """Like the standard library's, with this option only. Fields, `replace` and the rest work as ever."""

        def decorated(cls: type[Any]) -> type[Any]:
            return _lean(cls, frozen)

        return decorated if cls is None else decorated(cls)


def _lean(cls: type[Any], frozen: bool) -> type[Any]:
    dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    fields = dataclasses.fields(cls)
    methods = {"__init__": _init_of(cls), "__repr__": _repr_of(tuple(each.name for each in fields if each.repr))}
    methods |= _equality_of(tuple(each.name for each in fields if each.compare), frozen)
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
    for name, method in methods.items():
        if name not in vars(cls):
            setattr(cls, name, method)
    return cls


def _init_of(cls: type[Any]) -> Callable[..., None]:
    def __init__(self: Any, *arguments: Any, **named: Any) -> None:  # noqa: N807
        made = _compiled(cls)
        cls.__init__ = made
        made(self, *arguments, **named)

    return __init__


def _compiled(cls: type[Any]) -> Any:
    """The standard library's, of a class with the same fields."""
    told = [(field.name, Any, _again(field)) for field in dataclasses.fields(cls)]
    after = {"__post_init__": cls.__post_init__} if hasattr(cls, "__post_init__") else {}
    twin = dataclasses.make_dataclass(cls.__qualname__, told, frozen=True, repr=False, eq=False, namespace=after)
    return vars(twin)["__init__"]


def _again(field: "dataclasses.Field[Any]") -> Any:
    how: dict[str, Any] = {"init": field.init, "kw_only": field.kw_only}
    if field.default is not dataclasses.MISSING:
        how["default"] = field.default
    if field.default_factory is not dataclasses.MISSING:
        how["default_factory"] = field.default_factory
    return dataclasses.field(**how)


def _repr_of(names: tuple[str, ...]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:  # noqa: N807
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({told})"

    return __repr__


def _equality_of(names: tuple[str, ...], frozen: bool) -> dict[str, Any]:
    def values(self: Any) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in names])

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}


def _refuse(_self: Any, name: str, *_: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")
