"""Cycles of a graph: strongly connected components, without recursion (Tarjan 1972)."""

from collections.abc import Iterable, Mapping


def components(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """All components, each after those that it points at. `graph`: every node, with what it points at."""
    return _Tarjan(graph).found


def cycles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Components of two and more, largest first, members in order of their names."""
    found = [sorted(one) for one in components(graph) if len(one) > 1]
    return sorted(found, key=lambda one: (-len(one), one))


class _Tarjan:
    def __init__(self, graph: Mapping[str, Iterable[str]]) -> None:
        self._graph = {node: sorted(set(ends)) for node, ends in graph.items()}
        self._number: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()
        self.found: list[list[str]] = []
        for node in sorted(self._graph):
            if node not in self._number:
                self._visit(node)

    def _visit(self, root: str) -> None:
        path = [(root, iter(self._begin(root)))]
        while path:
            node, ends = path[-1]
            for end in ends:
                if end not in self._number:
                    path.append((end, iter(self._begin(end))))
                    break
                if end in self._is_open:
                    self._low[node] = min(self._low[node], self._number[end])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    self._low[above] = min(self._low[above], self._low[node])
                self._close(node)

    def _begin(self, node: str) -> list[str]:
        self._number[node] = self._low[node] = len(self._number)
        self._open.append(node)
        self._is_open.add(node)
        return self._graph.get(node, [])

    def _close(self, node: str) -> None:
        if self._low[node] != self._number[node]:
            return
        one: list[str] = []
        while not one or one[-1] != node:
            one.append(self._open.pop())
        self._is_open.difference_update(one)
        self.found.append(one)
