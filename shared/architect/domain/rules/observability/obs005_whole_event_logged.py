"""Log lines that hold a whole request, or a secret."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.entrances import event_of, lambda_handlers
from shared.architect.domain.rules.vocabulary.logs import log_calls
from shared.architect.domain.rules.vocabulary.values import meaning_of, value_of

_BAD = """\
import json
import logging

from shop.sessions import sign_in

logger = logging.getLogger()


def lambda_handler(event, context):
    logger.info("received %s", json.dumps(event))
    body = json.loads(event["body"])
    return {"statusCode": 200, "body": sign_in(body["email"], body["password"])}
"""
_GOOD = """\
import json
import logging

from shop.sessions import sign_in

logger = logging.getLogger()


def lambda_handler(event, context):
    logger.info("received %s %s", event["httpMethod"], event["path"])
    body = json.loads(event["body"])
    return {"statusCode": 200, "body": sign_in(body["email"], body["password"])}
"""
_SECRETS = re.compile(
    r"^_?(user_?)?(password|passwd|pwd|new_password|old_password|secret|client_secret|secret_key|private_key|access_token|"
    r"refresh_token|id_token|auth_token|bearer_token|api_?key|authorization|card_number|cvv|ssn)$", re.IGNORECASE
)  # fmt: skip
_HINTS = re.compile(
    r"passw|pwd|secret|token|api_?key|private_key|authorization|card_number|cvv|ssn|request\.|log_event"
)
_BODIES = ("request.body", "request.json", "request.data", "request.form", "request.get_json", "request.headers",
           "request.POST", "request.get_data", "request.values")  # fmt: skip
_WRAPPERS = ("json.dumps", "dumps", "str", "repr", "dict", "pprint.pformat", "pformat", "orjson.dumps", "vars")


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    events = {handler: event_of(handler) for handler in lambda_handlers(file, project)}
    if not events and not _HINTS.search(file.text):
        return
    for call in [*log_calls(file), *(call for call, name in file.calls() if name in ("print", "pprint.pprint"))]:
        function = file.function_of(call)
        event = events.get(function, "") if function else ""
        if told := next(filter(None, (_told(file, one, event) for one in _parts(file, call))), ""):
            yield file.hit(call, f"The log gets {told}: what people sent, passwords and tokens among it, is then read "
                           "by whoever reads logs, and kept as long as they are.")  # fmt: skip
    for call, name in file.calls():
        if name.endswith("inject_lambda_context") and any(
            one.arg == "log_event" and value_of(file, one.value) is True for one in call.keywords
        ):
            yield file.hit(call, "`log_event=True` writes each whole event to the log, passwords and tokens among it.")


def _parts(file: SourceFile, call: ast.Call) -> Iterator[ast.expr]:
    """What is written: arguments, what f-strings are filled with, values of `extra={...}` and of keywords."""
    pending = [*call.args, *(keyword.value for keyword in call.keywords)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr):
            pending += [one.value for one in node.values if isinstance(one, ast.FormattedValue)]
        elif isinstance(node, ast.Dict):
            pending += node.values
        elif isinstance(node, ast.Tuple | ast.List):
            pending += node.elts
        elif isinstance(node, ast.BinOp):
            pending += [node.left, node.right]
        elif isinstance(node, ast.Await):
            pending.append(node.value)
        elif isinstance(node, ast.Call) and file.name_of(node.func) in _WRAPPERS:
            pending += node.args
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            pending += [*node.args, *(keyword.value for keyword in node.keywords)]
        else:
            yield node


def _told(file: SourceFile, node: ast.expr, event: str) -> str:
    if isinstance(node, ast.Name) and event and (node.id == event or _is_copy(file, node, event)):
        return f"the whole event (`{node.id}`)"
    if isinstance(node, ast.Call | ast.Attribute):
        plain = ast.unparse(node.func if isinstance(node, ast.Call) else node)
        if plain.removeprefix("self.") in _BODIES:
            return f"the whole request (`{plain}`)"
    name = _last(node)
    return f"the value of `{name}`" if name and _SECRETS.match(name) else ""


def _is_copy(file: SourceFile, node: ast.Name, event: str) -> bool:
    meant = meaning_of(file, node)
    if isinstance(meant, ast.Call) and file.name_of(meant.func) in _WRAPPERS and meant.args:
        meant = meant.args[0]
    return isinstance(meant, ast.Name) and meant.id == event


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else ""
    return ""


RULE = FileRule(
    About(
        id="OBS005",
        family="observability",
        title="A whole request, or a secret, is written to the log",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Logs hold what operators need, by name; never what people sent, as a whole.",
        why=(
            "Logs are copied to more places and read by more people than any table. A sign-in that is logged whole "
            "puts passwords there in the clear, and erasing a person later does not reach them."
        ),
        fix="Log chosen fields (route, ids, sizes, outcome), and mask at the logger what must never pass.",
        source="https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude",
        bad={"functions/sign_in.py": _BAD},
        good={"functions/sign_in.py": _GOOD},
    ),
    check,
)
