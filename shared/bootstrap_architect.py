"""The third part of the composition root: designs, decisions and what is known, joined to the ports they stand on."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.bootstrap_accounts import Accounts

if TYPE_CHECKING:
    from shared.architect.use_cases.answer_questions import AnswerQuestions
    from shared.architect.use_cases.browse_knowledge import BrowseKnowledge
    from shared.architect.use_cases.committing import Commits
    from shared.architect.use_cases.decisions import Decisions
    from shared.architect.use_cases.designs import Designs
    from shared.architect.use_cases.documents import Documents
    from shared.architect.use_cases.draft_design import DraftDesign
    from shared.architect.use_cases.keep_house_rules import KeepHouseRules
    from shared.architect.use_cases.read_decisions import ReadDecisions
    from shared.architect.use_cases.read_designs import ReadDesigns
    from shared.architect.use_cases.read_system import ReadSystem
    from shared.architect.use_cases.record_decision import DecideOnDecision, RecordDecision
    from shared.architect.use_cases.repeating import Once
    from shared.architect.use_cases.request_design import RequestDesign
    from shared.architect.use_cases.show_what_if import ShowWhatIf
    from shared.architect.use_cases.systems import Systems


class Architect(Accounts):
    """The use cases of designs; those of reviews stand beside it."""

    @cached_property
    def commits(self) -> "Commits":
        from shared.architect.use_cases.committing import Commits

        return Commits(self.store, self.recorder)

    @cached_property
    def once(self) -> "Once":
        from shared.architect.use_cases.repeating import Once

        return Once(self.store, self.clock)

    @cached_property
    def systems(self) -> "Systems":
        from shared.architect.use_cases.systems import Systems

        return Systems(self.store, self.commits, self.ids)

    @cached_property
    def designs(self) -> "Designs":
        from shared.architect.use_cases.designs import Designs

        return Designs(self.store)

    @cached_property
    def decisions(self) -> "Decisions":
        from shared.architect.use_cases.decisions import Decisions

        return Decisions(self.store)

    @cached_property
    def documents(self) -> "Documents":
        from shared.architect.use_cases.documents import Documents

        return Documents(self.records)

    @cached_property
    def request_design(self) -> "RequestDesign":
        from shared.architect.knowledge.load import knowledge
        from shared.architect.use_cases.request_design import RequestDesign

        return RequestDesign(self.designs, self.systems, self.commits, self.once, self.ids, knowledge)

    @cached_property
    def answer_questions(self) -> "AnswerQuestions":
        from shared.architect.knowledge.load import knowledge
        from shared.architect.use_cases.answer_questions import AnswerQuestions

        return AnswerQuestions(self.designs, self.commits, self.once, knowledge)

    @cached_property
    def draft_design(self) -> "DraftDesign":
        from shared.architect.knowledge.load import knowledge
        from shared.architect.use_cases.draft_design import DraftDesign

        return DraftDesign(self.designs, self.commits, self.documents, self.clock, knowledge)

    @cached_property
    def read_designs(self) -> "ReadDesigns":
        from shared.architect.use_cases.read_designs import ReadDesigns

        return ReadDesigns(self.designs, self.documents)

    @cached_property
    def show_what_if(self) -> "ShowWhatIf":
        from shared.architect.knowledge.load import knowledge
        from shared.architect.use_cases.show_what_if import ShowWhatIf

        return ShowWhatIf(self.designs, knowledge)

    @cached_property
    def record_decision(self) -> "RecordDecision":
        from shared.architect.knowledge.load import knowledge
        from shared.architect.use_cases.record_decision import RecordDecision

        stored = self.designs, self.decisions, self.documents
        return RecordDecision(*stored, self.commits, self.once, self.ids, knowledge)

    @cached_property
    def decide_on_decision(self) -> "DecideOnDecision":
        from shared.architect.use_cases.record_decision import DecideOnDecision

        return DecideOnDecision(self.decisions, self.commits, self.once)

    @cached_property
    def read_decisions(self) -> "ReadDecisions":
        from shared.architect.use_cases.read_decisions import ReadDecisions

        return ReadDecisions(self.decisions)

    @cached_property
    def read_system(self) -> "ReadSystem":
        from shared.architect.use_cases.read_system import ReadSystem

        return ReadSystem(self.systems, self.designs, self.decisions, self.store)

    @cached_property
    def keep_house_rules(self) -> "KeepHouseRules":
        from shared.architect.knowledge.load import knowledge
        from shared.architect.use_cases.keep_house_rules import KeepHouseRules

        return KeepHouseRules(self.designs, self.commits, knowledge)

    @cached_property
    def browse_knowledge(self) -> "BrowseKnowledge":
        from shared.architect.knowledge.load import knowledge
        from shared.architect.use_cases.browse_knowledge import BrowseKnowledge

        return BrowseKnowledge(knowledge, self.clock)
