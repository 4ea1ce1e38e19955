"""What is done well: only what was measured, each with what shows it."""

from collections.abc import Callable, Collection, Iterator, Sequence

from shared.architect.domain.review.finding import Finding
from shared.architect.domain.review.layers import Layering
from shared.architect.domain.review.metrics import module_cycles
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.report import Drift, Metric, Strength
from shared.kernel.dataclasses import dataclass

_FEW_MODULES = 5  # below, the absence of cycles says nothing


@dataclass(frozen=True)
class Care:
    """Where one of `libraries` is used and none of `rules` hit, somebody took care."""

    key: str
    libraries: tuple[str, ...]
    rules: tuple[str, ...]
    said: str


CARES = (
    Care("calls_have_timeouts", ("httpx", "requests", "aiohttp", "grpc"), ("RES004",), "none waits without an end"),
    Care("sql_is_parametrised", ("sqlite3", "psycopg", "psycopg2", "asyncpg", "sqlalchemy", "pymysql", "django.db"),
         ("DAT001",), "no statement is put together from strings"),
    Care("loop_is_never_blocked", ("asyncio", "anyio", "trio", "fastapi", "starlette"), ("ASY001",),
         "no blocking call in a coroutine"),
    Care("clients_are_kept", ("boto3",), ("SLS001",), "no client is made per call"),
    Care("tokens_are_verified", ("jwt", "jose", "joserfc"), ("SEC001",), "each is decoded with its algorithm"),
    Care("caches_expire", ("redis",), ("CAC001", "CAC002"), "each key has an end, none is searched for by pattern"),
)  # fmt: skip


def strengths(
    project: Project,
    asked: Collection[str],
    findings: Sequence[Finding],
    numbers: Sequence[Metric],
    drift: Sequence[Drift],
) -> tuple[Strength, ...]:
    """`asked`: the rules that were. `findings`: all of them, those that are suppressed as well: what is tolerated is no
    strength."""
    clean = set(asked) - {one.rule for one in findings} - {rule for rule, _ in project.failed}
    return (*_shape(project), *_numbers({one.key: one for one in numbers}), *_cares(project, clean), *_decisions(drift))


def _shape(project: Project) -> Iterator[Strength]:
    modules = len({file.module for file in project.code()} & project.graph.modules)
    if modules >= _FEW_MODULES and not module_cycles(project):
        yield Strength("no_cycles", f"{modules} modules, and no import cycle among them")
    if project.layers and not any(Layering(project.layers).violations(project.graph)):
        yield Strength("layers_kept", f"{len(project.layers)} declared layers, and no import against them")


def _numbers(numbers: dict[str, Metric]) -> Iterator[Strength]:
    told: tuple[tuple[str, str, Callable[[float], bool], str], ...] = (
        (
            "functions_are_small",
            "function_lines_p90",
            lambda value: value <= 25,
            "nine of ten functions have {} lines or fewer",
        ),
        ("files_are_small", "file_lines_p90", lambda value: value <= 300, "nine of ten files have {} lines or fewer"),
        ("hints", "hint_coverage", lambda value: value >= 0.9, "{} % of public functions have complete type hints"),
        ("docstrings", "docstring_coverage", lambda value: value >= 0.7, "{} % of public code says what it is for"),
        ("tests_reach_the_code", "test_coverage", lambda value: value >= 0.8, "tests import {} % of the modules"),
    )
    for key, metric, good, words in told:
        if metric in numbers and good(value := numbers[metric].value):
            yield Strength(key, words.format(int(value * 100) if numbers[metric].unit == "share" else int(value)))


def _cares(project: Project, clean: set[str]) -> Iterator[Strength]:
    for care in CARES:
        users = sum(_uses(file.imports, care.libraries) for file in project.code())
        if users and clean.issuperset(care.rules):
            yield Strength(
                care.key, f"{users} {'file uses' if users == 1 else 'files use'} such a library; {care.said}"
            )


def _uses(imports: frozenset[str], libraries: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for name in imports for one in libraries)


def _decisions(drift: Sequence[Drift]) -> Iterator[Strength]:
    holding = [one for one in drift if one.holds]
    if holding and all(one.holds is not False for one in drift):
        yield Strength("decisions_hold", f"{len(holding)} checks of accepted decisions, and each holds")
