"""Numbers of a project, and where they stand among well-kept ones."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from shared.architect.domain.review.cycles import cycles
from shared.architect.domain.review.package_graph import package_of
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.report import Metric
from shared.architect.domain.review.tested import tested_modules

# For each metric the values of well-kept projects, in order (shared/architect/knowledge/reference_metrics.json).
Reference = Mapping[str, Sequence[float]]

UNSTABLE_BY = (
    0.3  # how much less stable a package must be than its importer, to count (Martin 1994: I = Ce / (Ca + Ce))
)


def metrics(project: Project, reference: Reference) -> tuple[Metric, ...]:
    """Of the code, tests and scripts left out. What has no meaning for a project (no public function) is left out."""
    return tuple(
        Metric(key, round(value, 3), unit, _percentile(value, reference.get(key, ())), good)
        for key, value, unit, good in (*_sizes(project), *_coverage(project), *_coupling(project))
    )


Row = tuple[str, float, str, str]


def _sizes(project: Project) -> Iterator[Row]:
    files = [file.line_count for file in project.code() if file.line_count]
    functions = [size for file in project.code() for size in file.measures.functions]
    yield "lines", float(sum(files)), "lines", "none"
    if files:
        yield "file_lines_median", at(files, 0.5), "lines", "low"
        yield "file_lines_p90", at(files, 0.9), "lines", "low"
    if functions:
        yield "function_lines_median", at(functions, 0.5), "lines", "low"
        yield "function_lines_p90", at(functions, 0.9), "lines", "low"


def _coverage(project: Project) -> Iterator[Row]:
    told = [file.measures for file in project.code()]
    public, documentable = sum(one.public for one in told), sum(one.documentable for one in told)
    if public:
        yield "hint_coverage", sum(one.hinted for one in told) / public, "share", "high"
    if documentable:
        yield "docstring_coverage", sum(one.documented for one in told) / documentable, "share", "high"
    tested = tested_modules(project)
    if tested is not None:
        yield "test_coverage", tested.share, "share", "high"


def _coupling(project: Project) -> Iterator[Row]:
    modules = [file.module for file in project.code() if file.module in project.graph.modules]
    if not modules:
        return
    yield "fan_in_p90", at([project.graph.fan_in.get(one, 0) for one in modules], 0.9), "modules", "low"
    yield "fan_out_p90", at([project.graph.fan_out.get(one, 0) for one in modules], 0.9), "modules", "low"
    yield "in_cycles", sum(len(one) for one in module_cycles(project)) / len(modules), "share", "low"
    pairs = package_imports(project)
    if pairs:
        yield "unstable_dependencies", sum(1 for _ in unstable(pairs)) / len(pairs), "share", "low"


def module_cycles(project: Project) -> list[list[str]]:
    """Of code, without imports for types; those inside of functions count: they are there when it runs."""
    code = {file.module for file in project.code()} & project.graph.modules
    ends: dict[str, set[str]] = {module: set() for module in code}
    for one in project.graph.imports:
        if not one.typing_only and one.importer in code and one.imported in code:
            ends[one.importer].add(one.imported)
    return cycles(ends)


def package_imports(project: Project) -> frozenset[tuple[str, str]]:
    """Who imports whom, of packages two names deep."""
    code = {file.module for file in project.code()}
    found = (
        (package_of(one.importer), package_of(one.imported))
        for one in project.graph.imports
        if not one.typing_only and one.importer in code and one.imported in code
    )
    return frozenset(pair for pair in found if pair[0] != pair[1])


def instability(pairs: frozenset[tuple[str, str]]) -> Mapping[str, float]:
    """I = Ce / (Ca + Ce): 0 is imported by others and imports none, 1 imports and is imported by none."""
    out: dict[str, int] = {}
    into: dict[str, int] = {}
    for importer, imported in pairs:
        out[importer] = out.get(importer, 0) + 1
        into[imported] = into.get(imported, 0) + 1
    return {one: out.get(one, 0) / (out.get(one, 0) + into.get(one, 0)) for one in {*out, *into}}


def unstable(pairs: frozenset[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Packages that import one that is much less stable than they are."""
    steady = instability(pairs)
    return ((one, other) for one, other in sorted(pairs) if steady[other] - steady[one] > UNSTABLE_BY)


def at(values: Sequence[float], share: float) -> float:
    """The quantile by nearest rank: the least value that `share` of them do not exceed."""
    ordered = sorted(values)
    return float(ordered[max(0, -int(-share * len(ordered) // 1) - 1)])


def _percentile(value: float, reference: Sequence[float]) -> int | None:
    if not reference:
        return None
    return round(100 * bisect_right(sorted(reference), value) / len(reference))
