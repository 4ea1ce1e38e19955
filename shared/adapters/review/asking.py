"""Asks every rule of every file. A rule that breaks on a file costs its own answer alone, and is told."""

from collections.abc import Callable, Iterable, Iterator

from shared.adapters.review.retained import Retained
from shared.architect.domain.review.finding import Hit
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import FileRule, ProjectRule
from shared.architect.domain.review.seen import Seen
from shared.architect.domain.review.source import SourceFile


class Asking:
    """What breaks is told to the project, for the rule that reports it, which is asked last."""

    def __init__(self, project: Project, retained: Retained) -> None:
        self._project = project
        self._retained = retained

    def files(self, rules: Iterable[FileRule], progress: Callable[[int], None]) -> Iterator[Seen]:
        """`progress`: files done."""
        told = tuple(rules)
        for done, file in enumerate(self._project.files, 1):
            for rule in told:
                if file.kind != "test" or rule.tests_too:
                    yield from self._of_file(rule, file)
            self._retained.done(file)
            progress(done)

    def projects(self, rules: Iterable[ProjectRule]) -> Iterator[Seen]:
        for rule in sorted(rules, key=lambda one: (one.about.family == "runs", one.about.id)):
            yield from self._of_project(rule)

    def _of_project(self, rule: ProjectRule) -> Iterator[Seen]:
        return self._guarded(rule, "", lambda: rule.check(self._project))

    def _of_file(self, rule: FileRule, file: SourceFile) -> Iterator[Seen]:
        return self._guarded(rule, file.path, lambda: rule.check(file, self._project))

    def _guarded(self, rule: FileRule | ProjectRule, path: str, check: Callable[[], Iterator[Hit]]) -> Iterator[Seen]:
        """What it says before it breaks is kept."""
        try:
            for hit in check():
                yield Seen(rule.about, hit)
        except MemoryError:
            raise
        except Exception:
            self._project.failed = (*self._project.failed, (rule.about.id, path))
