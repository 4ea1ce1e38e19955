"""What names of other files mean: a summary of each file, in words, so that no tree has to be kept for it."""

from collections.abc import Mapping
from typing import Protocol

from shared.kernel.dataclasses import dataclass

_FARTHEST = 8  # imports of imports; cycles end here


@dataclass(frozen=True)
class Summary:
    """`members`: a name of the module -> what it means (imports as they are written); `returns`: `function` or
    `Class.method` -> what it gives; `attributes`: `Class.attribute` -> what it is; `bases`: of each class."""

    members: Mapping[str, str]
    returns: Mapping[str, str]
    attributes: Mapping[str, str]
    bases: Mapping[str, tuple[str, ...]]


class Summarised(Protocol):
    @property
    def summary(self) -> Summary: ...


class Abroad:
    """Follows dotted names through the modules of a project; what is not theirs stays as it is."""

    def __init__(self, modules: Mapping[str, Summarised]) -> None:
        self._modules = modules

    def dotted(self, name: str, depth: int = 0) -> str:
        """A name as an import says it: `shop.clients.cache` is `redis.Redis()`."""
        if "." in name and depth < _FARTHEST:
            parts = name.split(".")
            for end in range(len(parts) - 1, 0, -1):
                if (base := ".".join(parts[:end])) in self._modules:
                    return self._along(base, parts[end:], depth + 1)
        return name

    def attribute(self, base: str, name: str, depth: int = 0) -> str:
        """A member of what `base` means: of an instance of our class, of a module, or just a longer name."""
        if base.endswith("()"):
            return self._of_class(base[:-2], name, depth) or f"{base}.{name}"
        if base in self._modules:
            meant = self._modules[base].summary.members.get(name, "")
            return self._again(meant, depth) or f"{base}.{name}"
        return f"{base}.{name}"

    def result(self, called: str, depth: int = 0) -> str:
        """What a call gives: of our function, what it returns."""
        owner, _, name = called.rpartition(".")
        if owner.endswith("()"):
            module, _, cls = owner[:-2].rpartition(".")
            owner, name = module, f"{cls}.{name}"
        meant = self._modules[owner].summary.returns.get(name, "") if owner in self._modules else ""
        return self._again(meant, depth) or f"{called}()"

    def _of_class(self, cls: str, name: str, depth: int) -> str:
        module, _, own = cls.rpartition(".")
        if module not in self._modules or depth >= _FARTHEST:
            return ""
        summary = self._modules[module].summary
        found = summary.attributes.get(f"{own}.{name}", "")
        inherited = (self._of_class(self.dotted(base), name, depth + 1) for base in summary.bases.get(own, ()))
        return self._again(found, depth) if found else next(filter(None, inherited), "")

    def _again(self, meant: str, depth: int) -> str:
        """What a summary says, followed further: it knows only its own file."""
        return self.dotted(meant, depth) if "()" not in meant else self._through_calls(meant, depth)

    def _through_calls(self, meant: str, depth: int) -> str:
        head, _, tail = meant.partition("()")
        called = self.result(self.dotted(head, depth + 1), depth + 1) if depth < _FARTHEST else f"{head}()"
        return called + tail

    def _along(self, base: str, parts: list[str], depth: int) -> str:
        for part in parts:
            base = self.attribute(base, part, depth)
        return base
