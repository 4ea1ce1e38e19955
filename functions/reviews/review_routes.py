"""Reviews: asked for, handed in, read."""

from functions.calls import context_of, identifier, next_cursor, repeatable, start_of
from functions.reviews.models import (
    ReportedReviewView,
    RequestedReviewView,
    ReviewBody,
    ReviewQuery,
    ReviewsView,
    ReviewView,
    TemplateSource,
    TicketView,
)
from shared.architect.use_cases.request_review import ReviewWish
from shared.bootstrap import Container
from shared.edge.routes import JSON, Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Reviews")

READ = Access.permission("reviews:read")
WRITE = Access.permission("reviews:write", live=True)
SARIF = "application/sarif+json"
MARKDOWN = "text/markdown; charset=utf-8"
HTML = "text/html; charset=utf-8"
SVG = "image/svg+xml"
# What a stranger's code is named and says stands in a page: it has its style within, loads nothing and runs nothing.
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)


@routes.post(
    "/v1/reviews",
    body=ReviewBody,
    answers=RequestedReviewView,
    status=202,
    access=WRITE,
    idempotency="required",
    located=True,
    errors=("version_conflict",),
)
def request_review(call: Call[Container], body: ReviewBody) -> Answer:
    """Ask for a review of code or of a template.

    A file is handed in at the address in `upload`; then the review is started. Nothing of it is run."""
    asked = call.parts.request_review(_wish(body), repeatable(call), context_of(call, "user"))
    ticket = TicketView.of(asked.ticket) if asked.ticket else None
    view = RequestedReviewView.of(asked.review, upload=ticket)
    return Answer(body=view, headers={"Location": f"/v1/reviews/{asked.review.id}"})


@routes.post(
    "/v1/reviews/{review_id}/start",
    answers=ReviewView,
    status=202,
    access=WRITE,
    errors=("not_found", "wrong_status", "version_conflict"),
)
def start_review(call: Call[Container]) -> Answer:
    """The file is handed in: have it looked at. Repeating this does nothing."""
    review = call.parts.start_review(identifier(call, "review_id"), context_of(call, "user"))
    return Answer(body=ReviewView.of(review))


@routes.get("/v1/reviews", query=ReviewQuery, answers=ReviewsView, access=READ, errors=("invalid_cursor",))
def list_reviews(call: Call[Container, ReviewQuery]) -> Answer:
    """Reviews, newest first, of one system or of all."""
    page = call.parts.read_reviews.list(call.query.system_id, start_of(call), call.query.limit)
    items = [ReviewView.of(review) for review in page.items]
    return Answer(body=ReviewsView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.get(
    "/v1/reviews/{review_id}",
    answers=ReportedReviewView,
    renders=(SARIF, MARKDOWN, HTML),
    access=READ,
    errors=("not_found", "wrong_status"),
)
def show_review(call: Call[Container]) -> Answer:
    """One review with its report: as data, as SARIF 2.1.0, as Markdown, or as a page.

    The last three are there once it is completed."""
    reviews = call.parts.read_reviews
    review = reviews.get(identifier(call, "review_id"))
    if call.form == JSON:
        return Answer(body=ReportedReviewView.of(review, report=reviews.plain(review)))
    tag = {"ETag": f'"{review.version}"'}
    rendered = call.parts.render_review
    if call.form == SARIF:
        return Answer(body=rendered.sarif(review), form=SARIF, headers=tag)
    if call.form == MARKDOWN:
        return Answer(body=rendered.markdown(review), form=MARKDOWN, headers=tag)
    return Answer(body=rendered.html(review), form=HTML, headers={**tag, "Content-Security-Policy": PAGE_POLICY})


@routes.get("/v1/reviews/{review_id}/graph", produces=SVG, access=READ, errors=("not_found", "wrong_status"))
def draw_review(call: Call[Container]) -> Answer:
    """Who imports whom among its packages, with cycles and broken layers marked."""
    review = call.parts.read_reviews.get(identifier(call, "review_id"))
    return Answer(body=call.parts.render_review.picture(review), headers={"Content-Security-Policy": PAGE_POLICY})


def _wish(body: ReviewBody) -> ReviewWish:
    source = body.source
    if isinstance(source, TemplateSource):
        return ReviewWish(body.system, "template", body.profile, template=source.template)
    return ReviewWish(body.system, source.holds, body.profile, size_bytes=source.size_bytes, sha256=source.sha256)
