"""What to tell first: each finding's score, and an order in which no single rule crowds out the others.

score = severity x confidence x reach x request path x kind of file. Severities and confidences are judgements
(error 9, warning 3, note 1; high .95, medium .7, low .4); reach is 1 + log2(1 + modules that import this one).
"""

import math
from collections import Counter
from collections.abc import Iterable

from shared.architect.domain.review.finding import Confidence, Finding, Severity
from shared.architect.domain.review.source import FileKind

WEIGHT = {Severity.ERROR: 9.0, Severity.WARNING: 3.0, Severity.NOTE: 1.0}
CERTAINTY = {Confidence.HIGH: 0.95, Confidence.MEDIUM: 0.7, Confidence.LOW: 0.4}
ON_REQUEST_PATH = 1.5
OUTSIDE_THE_CODE = 0.2  # tests, scripts

MOST_FINDINGS = 2000
FIRST_SCREEN = 25
PLACES_PER_RULE = 3


def severity_of(told: Severity, milder: Severity | None, confidence: Confidence) -> Severity:
    """A hit may be milder than its rule, never worse; what is wrong as often as not is a note."""
    if confidence is Confidence.LOW:
        return Severity.NOTE
    return min(told, milder or told, key=WEIGHT.__getitem__)


def score(severity: Severity, confidence: Confidence, fan_in: int, on_request_path: bool, kind: FileKind) -> float:
    reach = 1 + math.log2(1 + fan_in)
    path = ON_REQUEST_PATH if on_request_path else 1.0
    place = 1.0 if kind == "code" else OUTSIDE_THE_CODE
    return round(WEIGHT[severity] * CERTAINTY[confidence] * reach * path * place, 3)


def in_order(findings: Iterable[Finding], folded: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Best first; the first 25 hold at most three of a rule. Behind them the rest by score, then what belongs to a rule
    that is `folded` into one line, and last what is suppressed."""
    by_score = sorted(findings, key=lambda one: (-one.score, one.rule, one.place.path, one.place.line, one.fingerprint))
    told: Counter[str] = Counter()
    first: list[Finding] = []
    later: list[Finding] = []
    for one in by_score:
        fits = one.suppressed is None and one.rule not in folded
        if fits and len(first) < FIRST_SCREEN and told[one.rule] < PLACES_PER_RULE:
            first.append(one)
            told[one.rule] += 1
        else:
            later.append(one)
    later.sort(key=lambda one: (one.suppressed is not None, one.rule in folded))
    return (*first, *later)
