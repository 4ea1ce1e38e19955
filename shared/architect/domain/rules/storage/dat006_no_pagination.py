"""Lists without an end: everything that is stored, or silently the first megabyte of it."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.clients import MONGO, SQL, called, library
from shared.architect.domain.rules.vocabulary.entrances import Route, routes
from shared.architect.domain.rules.vocabulary.reach import called_from
from shared.architect.domain.rules.vocabulary.shapes import calls_in, says, verb_of_sql
from shared.architect.domain.rules.vocabulary.values import parameters, splats

_BAD = """\
import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table("orders")


def orders_of(customer: str) -> list[dict[str, object]]:
    answer = table.query(KeyConditionExpression=Key("customer").eq(customer))
    return answer["Items"]
"""
_GOOD = """\
import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table("orders")


def orders_of(customer: str, after: dict[str, object] | None = None) -> tuple[list[dict[str, object]], object]:
    start = {"ExclusiveStartKey": after} if after else {}
    answer = table.query(KeyConditionExpression=Key("customer").eq(customer), Limit=100, **start)
    return answer["Items"], answer.get("LastEvaluatedKey")
"""
_AWS_LISTS = frozenset({"query", "scan", "list_objects_v2", "list_objects", "list_users", "list_keys"})
_GOES_ON = ("lastevaluatedkey", "exclusivestartkey", "nexttoken", "continuationtoken", "paginator", "paginat", "limit",
            "maxkeys", "istruncated", "maxitems")  # fmt: skip
_ALL = frozenset({"all", "fetchall", "fetch", "to_list", "fetch_all", "scalars"})
_ENDS = ("limit", "page", "paginat", "cursor", "offset", "per_page", "size", "first", "after", "before", "top", "since",
         "fetchmany", "slice", "max_")  # fmt: skip


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    yield from _first_megabyte(file)
    for route in routes(file):
        if "GET" in route.methods and "{" not in route.path and "<" not in route.path:
            yield from _endless(file, route, project)


def _first_megabyte(file: SourceFile) -> Iterator[Hit]:
    for call, name in file.calls():
        one = called(name)
        if one.library not in ("boto3", "aioboto3", "aiobotocore") or one.method not in _AWS_LISTS or splats(call):
            continue
        if "()" in one.owner and not says(file, file.function_of(call) or file.tree, *_GOES_ON):
            message = (
                f"`{ast.unparse(call.func)}` answers with one page and says so in the answer; nothing here asks for "
                "the next, or sets a limit: what is beyond the first page is left out without a word."
            )
            yield file.hit(call, message)


def _endless(file: SourceFile, route: Route, project: Project) -> Iterator[Hit]:
    """A route that lists everything that its query finds, itself or in what it calls."""
    for here in called_from(file, route.function, project, depth=2):
        if says(here.file, here.node, *_ENDS) or any(part in one for one in parameters(here.node) for part in _ENDS):
            return
    for here in called_from(file, route.function, project, depth=2):
        for call, name in calls_in(here.file, here.node):
            if _fetches_all(here.file, call, name):
                message = (
                    f"`{route.function.name}` answers {route.path} with every row that `{ast.unparse(call.func)[:60]}` "
                    "finds: neither the route nor the query has a limit."
                )
                yield file.hit(route.function, message)
                return


def _fetches_all(file: SourceFile, call: ast.Call, name: str) -> bool:
    method = name.rpartition(".")[2]
    if library(name) in MONGO:
        return method == "find"
    if library(name) not in SQL or "()" not in name or method not in _ALL:
        return False
    return method != "fetch" or verb_of_sql(file, call) == "select"


RULE = FileRule(
    About(
        id="DAT006",
        family="storage",
        title="A list without pages",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Every list that can grow has pages from its first day.",
        why=(
            "The list grows with the business: one day it no longer fits the memory, the 6 MB of an answer, or the "
            "time that the client waits. DynamoDB and S3 cut the answer instead, and totals are wrong with no error."
        ),
        fix=(
            "Give the route a limit and a cursor and pass both to the query; with DynamoDB and S3 follow "
            "LastEvaluatedKey or use a paginator."
        ),
        source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD},
    ),
    check,
)
