"""Writing to a store, and telling others: in a call itself, or in the project's function that it calls."""

import ast
import re
from collections.abc import Callable

from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.clients import called, sends
from shared.architect.domain.rules.vocabulary.once import once
from shared.architect.domain.rules.vocabulary.origins import is_aws, is_mongo, is_sql
from shared.architect.domain.rules.vocabulary.reach import Located, function_named, resolved
from shared.architect.domain.rules.vocabulary.shapes import calls_in, calls_matching, verb_of_sql

_TASK_DECORATORS = ("task", "shared_task", "actor", "db_task", "periodic_task", "job", "background")
_TELLING = re.compile(
    r"(\w*publish\w*|send\w*|produce|put_events|put_records?|apply_async|delay|kiq|schedule|s|enqueue\w*|s?xadd)$"
)
_AWS_WRITES = frozenset({
    "put_item", "update_item", "delete_item", "batch_write_item", "transact_write_items", "save",
    "batch_writer",
})  # fmt: skip
_MONGO_WRITES = frozenset({
    "insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one", "bulk_write", "save",
    "find_one_and_update", "insert",
})  # fmt: skip
_CHANGES = frozenset({"insert", "update", "delete", "merge"})


def writes_store(file: SourceFile, call: ast.Call, name: str) -> bool:
    """It changes a store that others read: a commit, an INSERT, a put."""
    library, owner, method = called(name)
    if is_sql(owner):
        return method in ("commit", "bulk_save_objects") or verb_of_sql(file, call) in _CHANGES
    if is_aws(owner) or "pynamodb" in name:
        return method in _AWS_WRITES
    if is_mongo(owner):
        return method in _MONGO_WRITES
    if library == "django":
        return method in ("save", "create", "bulk_create")
    return method == "commit" and bool(owner) and "()" not in owner and not call.args and not call.keywords


def tells_others(file: SourceFile, name: str, project: Project) -> bool:
    """It publishes, or starts a task of a queue: `mail.delay(...)`, `mail.send(...)` of an actor."""
    if sends(name):
        return True
    one = called(name)
    if one.method not in ("delay", "send", "send_with_options", "kiq", "schedule", "s"):
        return False
    task = function_named(one.owner, project) or function_named(f"{file.module}.{one.owner}", project)
    if task is None:
        return False
    names = (ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in task.node.decorator_list)
    return any(each.rpartition(".")[2] in _TASK_DECORATORS for each in names)


def tellers(project: Project) -> re.Pattern[str]:
    """Names by which others may be told: methods of brokers, and functions of the project that use them."""
    return once(project, "_tellers", lambda: _tellers(project))


def _tellers(project: Project) -> re.Pattern[str]:
    own: set[str] = set()
    for file in project.code():
        for call in calls_matching(file, _TELLING):
            function = file.function_of(call)
            if function and tells_others(file, file.name_of(call.func), project):
                own.add(function.name)
    return re.compile(f"{_TELLING.pattern}|({'|'.join(sorted(own)) or '$.'})$")


def does(file: SourceFile, call: ast.Call, name: str, project: Project, what: str) -> bool:
    """The call writes (`what` = "writes") or tells ("tells"), itself or in the project's function that it calls."""
    direct: dict[str, Callable[[SourceFile, ast.Call, str], bool]] = {
        "writes": writes_store,
        "tells": lambda where, _, full: tells_others(where, full, project),
    }
    if direct[what](file, call, name):
        return True
    located = resolved(file, call, project)
    return located is not None and _inside(located, direct[what], what)


def _inside(located: Located, asked: Callable[[SourceFile, ast.Call, str], bool], what: str) -> bool:
    kept: dict[ast.AST, bool] = once(located.file, f"_{what}", dict)
    if located.node not in kept:
        kept[located.node] = any(asked(located.file, call, name) for call, name in calls_in(located.file, located.node))
    return kept[located.node]
