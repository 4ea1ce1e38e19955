"""What is worked out once for a file or a project and kept with it, for all rules that ask."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar, cast

from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import SourceFile

T = TypeVar("T")


def once(owner: SourceFile | Project, key: str, make: Callable[[], T]) -> T:
    """What `make` gave the first time that `key` was asked for. Of a file it is kept with its tree, and forgotten with
    it; what is kept with a project must hold no nodes."""
    home = vars(owner.tree) if isinstance(owner, SourceFile) else vars(owner)
    kept = home.setdefault("_kept", {})
    if key not in kept:
        kept[key] = make()
    return cast(T, kept[key])


def one_by_one(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """Each file in turn; what was parsed again for it is given back before the next: a rule that looks at a whole
    project keeps no more trees than it found."""
    for file in files:
        had_tree = "tree" in vars(file)
        yield file
        if not had_tree:
            file.forget()
