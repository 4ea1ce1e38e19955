"""Which route takes a request: declared paths, matched as OpenAPI writes them (`/v1/users/{user_id}`)."""

import re
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from shared.edge.routes import Route

P = TypeVar("P")
_SEGMENT = r"[^/\x00\ud800-\udfff]+"  # what no store and no answer can hold names nothing


class Router(Generic[P]):
    """A parameter is one whole segment; a path without parameters goes before one with them.

    Raises ValueError where two routes share method and path.
    """

    def __init__(self, routes: Iterable[Route[P]]) -> None:
        self._plain: dict[str, dict[str, Route[P]]] = {}
        self._patterns: dict[str, tuple[re.Pattern[str], dict[str, Route[P]]]] = {}
        for route in routes:
            by_method = self._by_method(route.path)
            if route.method in by_method:
                raise ValueError(f"two routes share method and path: {route.template}")
            by_method[route.method] = route

    def find(self, method: str, path: str) -> tuple[Route[P], Mapping[str, str]] | None:
        """The route and what stands in its parameters. Methods are case-sensitive (RFC 9110 section 9.1)."""
        wanted = "GET" if method == "HEAD" else method
        if wanted in self._plain.get(path, ()):
            return self._plain[path][wanted], {}
        for pattern, by_method in self._patterns.values():
            if wanted in by_method and (match := pattern.match(path)):
                return by_method[wanted], match.groupdict()
        return None

    def methods(self, path: str) -> list[str]:
        """The methods that this path takes; empty where there is no such path."""
        found = set(self._plain.get(path, ()))
        for pattern, by_method in self._patterns.values():
            if pattern.match(path):
                found.update(by_method)
        return sorted(found | {"HEAD"} if "GET" in found else found)

    def _by_method(self, path: str) -> dict[str, Route[P]]:
        if "{" not in path:
            return self._plain.setdefault(path, {})
        return self._patterns.setdefault(path, (_pattern(path), {}))[1]


def _pattern(path: str) -> re.Pattern[str]:
    literal_and_name = re.split(r"\{(\w+)\}", path)
    pieces = [re.escape(p) if at % 2 == 0 else f"(?P<{p}>{_SEGMENT})" for at, p in enumerate(literal_and_name)]
    return re.compile("".join(pieces) + r"\Z", re.DOTALL)
