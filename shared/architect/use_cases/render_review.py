"""A review in the forms that people and programs read: SARIF, Markdown, a page, a picture of its packages."""

import json

from shared.architect.document import graph_picture
from shared.architect.document import review as rendering
from shared.architect.domain.records.review import Review
from shared.architect.use_cases.read_reviews import ReadReviews, fitting


class RenderReview:
    """Each of these raises Conflict wrong_status while there is no report."""

    def __init__(self, reviews: ReadReviews) -> None:
        self._reviews = reviews

    def sarif(self, review: Review) -> str:
        """SARIF 2.1.0."""
        told = rendering.sarif(fitting(self._reviews.finished(review)))
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def markdown(self, review: Review) -> str:
        return rendering.markdown(fitting(self._reviews.finished(review)), self._reviews.title(review))

    def html(self, review: Review) -> str:
        return rendering.html(fitting(self._reviews.finished(review)), self._reviews.title(review))

    def picture(self, review: Review) -> str:
        """SVG."""
        return graph_picture.svg(self._reviews.finished(review).graph)
