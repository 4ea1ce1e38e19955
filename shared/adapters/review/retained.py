"""Which trees stay in memory between the steps of a review: as many as fit, code before tests."""

from shared.architect.domain.review.source import SourceFile

# A node with its fields and its parent takes some 500 octets: 300 MB in all.
MOST_NODES = 600_000


class Retained:
    """Those that come first stay; the others are parsed again when somebody asks for them."""

    def __init__(self, most: int = MOST_NODES) -> None:
        self._left = most
        self._kept: set[str] = set()

    def keep(self, file: SourceFile) -> None:
        size = len(file.nodes)
        if file.kind == "code" and size <= self._left:
            self._left -= size
            self._kept.add(file.path)
        else:
            file.forget()

    def done(self, file: SourceFile) -> None:
        """A step has looked at it."""
        if file.path not in self._kept:
            file.forget()
