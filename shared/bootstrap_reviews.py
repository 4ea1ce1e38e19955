"""The part of the composition root that reviews stand on: asked for, worked on, read, and told to owners by mail."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.bootstrap_architect import Architect

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.accounts.domain.letter import Letter
    from shared.accounts.use_cases.system_letters import SystemLetters
    from shared.architect.ports import Inspector, OwnSource
    from shared.architect.use_cases.notices import Notices
    from shared.architect.use_cases.offer_source import OfferSource
    from shared.architect.use_cases.read_reviews import ReadReviews
    from shared.architect.use_cases.render_review import RenderReview
    from shared.architect.use_cases.request_review import RequestReview, StartReview
    from shared.architect.use_cases.review_again import ReviewAgain
    from shared.architect.use_cases.review_source import ReviewSource
    from shared.architect.use_cases.suppressions import Suppressions


class Reviews(Architect):
    """The use cases of reviews; the two inspectors come with libraries that only their workers carry."""

    @cached_property
    def code_inspector(self) -> "Inspector":
        from shared.adapters.review.inspectors import ArchiveInspector

        return ArchiveInspector()

    @cached_property
    def template_inspector(self) -> "Inspector":
        from shared.adapters.review.inspectors import TemplateInspector

        return TemplateInspector()

    @cached_property
    def own_source(self) -> "OwnSource":
        from shared.adapters.own_source import DeployedSource

        return DeployedSource(self.own_template.text)

    @property
    def rule_ids(self) -> "Callable[[], frozenset[str]]":
        def ids() -> frozenset[str]:
            from shared.architect.domain.rules.registry import BY_ID

            return frozenset(BY_ID)

        return ids

    @property
    def rules_version(self) -> "Callable[[], str]":
        def version() -> str:
            from shared.adapters.review.versions import installed_tools
            from shared.architect.domain.rules.registry import ruleset

            return ruleset(installed_tools())

        return version

    @cached_property
    def request_review(self) -> "RequestReview":
        from shared.architect.use_cases.request_review import RequestReview

        return RequestReview(self.systems, self.commits, self.once, self.uploads, self.records, self.ids)

    @cached_property
    def start_review(self) -> "StartReview":
        from shared.architect.use_cases.request_review import StartReview

        return StartReview(self.commits, self.store, self.uploads)

    @cached_property
    def read_reviews(self) -> "ReadReviews":
        from shared.architect.use_cases.read_reviews import ReadReviews

        return ReadReviews(self.systems, self.store, self.records)

    @cached_property
    def render_review(self) -> "RenderReview":
        from shared.architect.use_cases.render_review import RenderReview

        return RenderReview(self.read_reviews)

    @cached_property
    def suppressions(self) -> "Suppressions":
        from shared.architect.use_cases.suppressions import Suppressions

        keys = self.systems, self.store, self.commits, self.once
        return Suppressions(*keys, self.rule_ids, self.clock, self.ids)

    @cached_property
    def offer_source(self) -> "OfferSource":
        from shared.architect.use_cases.offer_source import OfferSource

        return OfferSource(self.systems, self.store, self.commits, self.once, self.uploads, self.ids)

    @cached_property
    def review_code(self) -> "ReviewSource":
        return self._review_with(self.code_inspector)

    @cached_property
    def review_template(self) -> "ReviewSource":
        return self._review_with(self.template_inspector)

    @cached_property
    def review_again(self) -> "ReviewAgain":
        from shared.architect.use_cases.review_again import ReviewAgain

        keys = self.store, self.commits, self.systems, self.uploads, self.records, self.own_source
        return ReviewAgain(*keys, self.rules_version, self.clock, self.ids, self.settings.service_name)

    @cached_property
    def notices(self) -> "Notices":
        from shared.architect.use_cases.notices import Notices

        return Notices(self.store)

    @cached_property
    def system_letters(self) -> "SystemLetters":
        from shared.accounts.use_cases.system_letters import SystemLetters

        return SystemLetters(self.store)

    def letters_of_system(self, event_type: str, stream_id: str) -> "list[Letter]":
        """What the owner of a system is told of an event: the architect says what, accounts know whom."""
        from shared.accounts.domain.letter import News
        from shared.accounts.domain.mails import MailKind

        notice = self.notices(event_type, stream_id)
        if notice is None:
            return []
        news = News(notice.system, notice.page, notice.title, notice.numbers)
        return self.system_letters(notice.owner, MailKind(notice.kind), news)

    def _review_with(self, inspector: "Inspector") -> "ReviewSource":
        from shared.architect.use_cases.review_material import ReviewMaterial
        from shared.architect.use_cases.review_source import ReviewSource

        material = ReviewMaterial(self.store, self.records, self.clock)
        return ReviewSource(self.store, self.commits, self.uploads, self.records, inspector, material)
