"""A review's report in the forms that programs and people read."""

from typing import Any

from shared.architect.document import review_markdown, review_sarif, review_words
from shared.architect.document.graph_picture import svg
from shared.architect.document.page import page
from shared.architect.document.review_markdown import MOST_FIXED
from shared.architect.document.review_shown import shown
from shared.architect.domain.review.report import Report


def sarif(report: Report) -> dict[str, Any]:
    """SARIF 2.1.0, every finding in it."""
    return review_sarif.sarif(report)


def markdown(report: Report, title: str) -> str:
    """`title`: the name of the system."""
    return review_markdown.markdown(report, title)


def html(report: Report, title: str) -> str:
    """One page without scripts; `title`: the name of the system."""
    from markupsafe import Markup

    # Safe as it is: every name in the picture was escaped when it was drawn.
    picture = Markup(svg(report.graph)) if report.graph.nodes else None  # noqa: S704
    told = {"report": report, "title": title, "shown": shown(report), "picture": picture, "most_fixed": MOST_FIXED}
    return page("review.html", told=review_words, **told)
