"""Which failures count: all but those that infra/fuzz/exemptions.py names."""

import json
import re
import unicodedata
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

from infra.fuzz.callers import operation_id
from infra.fuzz.exemptions import READABLE_AFTER_ERASURE, REFUSALS, Refusal


def counts(failure: Failure, case: Case, response: Response) -> bool:
    if isinstance(failure, RejectedPositiveData):
        return not _may_refuse(case, response)
    if isinstance(failure, AcceptedNegativeData):
        return not _composed(case.body)
    if isinstance(failure, UseAfterFree):
        return operation_id(case) not in READABLE_AFTER_ERASURE
    return True


def _composed(body: object) -> bool:
    """Lengths count after NFC (contract section 3): what is a letter too long as sent may fit once it is composed."""
    texts = body.values() if isinstance(body, dict) else ()
    return any(len(unicodedata.normalize("NFC", text)) != len(text) for text in texts if isinstance(text, str))


def _may_refuse(case: Case, response: Response) -> bool:
    problem = response.json()
    known = [one for one in REFUSALS if one.operation == operation_id(case) and one.code == problem["code"]]
    faults = problem.get("errors", [])
    if not faults:
        return bool(known)
    return all(_nul(case) or any(_fits(one, fault) for one in known) for fault in faults)


def _fits(known: Refusal, fault: dict[str, Any]) -> bool:
    pattern = re.escape(known.pointer).replace(r"\*", "[0-9]+")
    return known.fault == fault["code"] and re.fullmatch(pattern, fault["pointer"]) is not None


def _nul(case: Case) -> bool:
    """U+0000 is refused everywhere (contract section 2), which every single pattern would have to say."""
    sent = json.dumps([case.body if isinstance(case.body, dict) else {}, dict(case.query or {})], default=str)
    return "\\u0000" in sent


def register() -> None:
    @schemathesis.hook
    def filter_failure(_: HookContext, failure: Failure, case: Case, response: Response) -> bool:
        return counts(failure, case, response)
