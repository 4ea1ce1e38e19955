"""Layers: an inner one never imports an outer one, and those of one row leave each other alone."""

from collections.abc import Iterator

from shared.architect.domain.review.project import Import, ImportGraph


def is_below(module: str, prefix: str) -> bool:
    """Whether `module` is `prefix` or below it; "*" is every module."""
    return prefix == "*" or module == prefix or module.startswith(f"{prefix}.")


class Layering:
    """`rows`: prefixes of modules, outermost first; those of one row are independent of each other."""

    def __init__(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self._rows = rows
        self._known: dict[str, tuple[int, str] | None] = {}

    def layer_of(self, module: str) -> tuple[int, str] | None:
        """The row, from 0 at the outside, and the prefix; the longest prefix wins. None for what is in no layer."""
        if module not in self._known:
            fits = [
                (len(prefix), row, prefix)
                for row, prefixes in enumerate(self._rows)
                for prefix in prefixes
                if is_below(module, prefix)
            ]
            self._known[module] = max(fits)[1:] if fits else None
        return self._known[module]

    def violations(self, graph: ImportGraph) -> Iterator[Import]:
        """Imports that run outwards or across a row; typing-only ones too: the inner layer knows the outer one."""
        for one in graph.imports:
            inner, outer = self.layer_of(one.importer), self.layer_of(one.imported)
            if inner and outer and inner[1] != outer[1] and outer[0] <= inner[0]:
                yield one
