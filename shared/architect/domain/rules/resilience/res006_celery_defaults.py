"""Celery as it comes: tasks are forgotten when a worker dies, may run for ever, and routes may name nobody."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.values import argument, value_of

_BAD = """\
from celery import Celery

app = Celery("shop", broker="redis://queue:6379/0")
app.conf.update(
    task_serializer="json",
    task_routes={"shop.tasks.send_receipt": {"queue": "mail"}},
)


@app.task
def send_mail(address: str, text: str) -> None:
    print(address, text)
"""
_GOOD = """\
from celery import Celery

app = Celery("shop", broker="redis://queue:6379/0")
app.conf.update(
    task_serializer="json",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=100,
    task_routes={"shop.tasks.send_mail": {"queue": "mail"}},
)


@app.task
def send_mail(address: str, text: str) -> None:
    print(address, text)
"""
_LATE = re.compile(r"\b(task_)?acks_late\b|\bCELERY_(TASK_)?ACKS_LATE\b")
_LIMITED = re.compile(r"\b(task_)?(soft_)?time_limit\b|\bCELERY(D)?_(TASK_)?(SOFT_)?TIME_LIMIT\b")
_DECORATORS = frozenset({"task", "shared_task"})


def check(project: Project) -> Iterator[Hit]:
    files = [file for file in project.code() if any(name.split(".")[0] == "celery" for name in file.imports)]
    made = next(((file, call) for file in files for call in _apps(file)), None)
    if made is None:
        return
    file, call = made
    yield from _missing(project, file, call)
    tasks = {name for one in project.code() for name in _tasks(one)}
    for one in project.code():
        if "task_routes" in one.text or "CELERY_ROUTES" in one.text or "TASK_ROUTES" in one.text:
            yield from _lost_routes(one, tasks)


def _apps(file: SourceFile) -> Iterator[ast.Call]:
    return (call for call, name in file.calls() if name in ("celery.Celery", "celery.app.base.Celery"))


def _missing(project: Project, file: SourceFile, call: ast.Call) -> Iterator[Hit]:
    texts = [one.text for one in project.files]
    late, limited = (any(pattern.search(text) for text in texts) for pattern in (_LATE, _LIMITED))
    if not limited:
        what = "no time limit" if late else "neither late acknowledgement nor a time limit"
        message = f"`{ast.unparse(call.func)}` has {what}: a task that hangs holds its worker for good"
        yield file.hit(call, message + (", and one whose worker dies is lost." if not late else "."))
    elif not late:
        message = f"`{ast.unparse(call.func)}` acknowledges a task before it runs: one whose worker dies is lost."
        yield file.hit(call, message, severity=Severity.NOTE)


def _tasks(file: SourceFile) -> Iterator[str]:
    """Names under which workers know tasks."""
    for function in file.functions():
        for decorator in function.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if file.name_of(called).rpartition(".")[2] in _DECORATORS:
                yield _name_of(file, function, decorator)


def _name_of(file: SourceFile, function: FunctionNode, decorator: ast.expr) -> str:
    given = value_of(file, argument(decorator, "name")) if isinstance(decorator, ast.Call) else None
    return given if isinstance(given, str) else f"{file.module}.{function.name}"


def _lost_routes(file: SourceFile, tasks: set[str]) -> Iterator[Hit]:
    for node in file.nodes:
        name = getattr(node, "arg", None) or next((_target(one) for one in getattr(node, "targets", [])), "")
        routes = getattr(node, "value", None)
        if str(name).lower().removeprefix("celery_").endswith("routes") and isinstance(routes, ast.Dict) and tasks:
            for key in routes.keys:
                pattern = value_of(file, key)
                if key is not None and isinstance(pattern, str) and not any(fnmatch(task, pattern) for task in tasks):
                    message = (
                        f'No task is called "{pattern}": what this route was written for goes to the default queue.'
                    )
                    yield file.hit(key, message)


def _target(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


RULE = ProjectRule(
    About(
        id="RES006",
        family="resilience",
        title="Celery with its defaults",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A queue of tasks keeps each until it is done, and no task runs for ever.",
        why=(
            "By default a task is acknowledged before it runs: a worker that is killed takes it along, and nobody "
            "knows. Without a time limit one hanging call after another takes all workers, while the queue grows in "
            "silence."
        ),
        fix=(
            "Set task_acks_late and task_reject_on_worker_lost and make tasks safe to repeat; set task_time_limit and "
            "a soft limit below it; let routes name tasks that exist."
        ),
        source="https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-acks-late",
        bad={"shop/tasks.py": _BAD},
        good={"shop/tasks.py": _GOOD},
    ),
    check,
)
