"""What the operations refuse, as statuses, codes and words. 409: not in this state; 422: not with this content.

A refusal is found by its class or the nearest class above it. Codes are never renamed: programs read them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from timbalik.api.errors import ApiError, Problem
from timbalik.api.search_refusals import SEARCHES
from timbalik.journey import operations as journey
from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.matching import errors as matching
from timbalik.matching import sheets
from timbalik.matching.operations import objecting, ranking, siding
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.states import GroupClash
from timbalik.meetings import operations as meetings
from timbalik.people.importing import batches, intake, words
from timbalik.people.importing import operations as importing
from timbalik.programmes import operations as programmes
from timbalik.programmes.answers import Gap
from timbalik.programmes.operations import guests, nominations, screening, shortlists, talent
from timbalik.relationships import operations as relationships
from timbalik.relationships.operations import experiments, promises, writing
from timbalik.surveys import operations as surveys

STATE, CONTENT = 409, 422

PLAIN: dict[type[Exception], tuple[int, str, Any]] = {
    guests.PartnerNameTaken: (STATE, "partner_name_taken", _("An organisation of this name is listed already.")),
    guests.GuestRefused: (
        CONTENT,
        "guest_refused",
        _("This person cannot be invited as a guest: the name or the address is missing, or known elsewhere."),
    ),
    programmes.StepNotAllowed: (STATE, "step_not_allowed", _("This step is not possible from the present state.")),
    programmes.EnrolmentNotOpen: (STATE, "enrolment_not_open", _("The programme does not take enrolments now.")),
    programmes.ProgrammeIsOver: (STATE, "programme_is_over", _("This programme is closed. Nothing was changed.")),
    programmes.WishRefused: (CONTENT, "wish_refused", _("Ten wishes of up to 120 characters are kept, no more.")),
    surveys.AlreadyAnswered: (STATE, "already_answered", _("You have answered this already.")),
    surveys.WaveClosed: (STATE, "survey_over", _("The survey is over, or has not begun.")),
    surveys.DataRests: (STATE, "data_rests", _("This person paused the use of their data.")),
    surveys.AnswerRefused: (CONTENT, "answer_refused", _("An area, a topic or a figure does not fit.")),
    surveys.NobodyToAsk: (CONTENT, "nobody_to_ask", _("Nobody works at these levels.")),
    surveys.NotInterviewable: (CONTENT, "not_interviewable", _("This person does not work here.")),
    nominations.TooManyNominations: (STATE, "too_many_nominations", _("You have named ten colleagues already.")),
    nominations.NotACandidate: (STATE, "not_a_candidate", _("This person is no candidate any more.")),
    shortlists.NotOnShortlist: (STATE, "not_on_shortlist", _("This person does not stand on the list any more.")),
    talent.NothingSaid: (CONTENT, "nothing_said", _("No row names anybody.")),
    screening.NotScreenable: (STATE, "not_screenable", _("Nobody screens themselves, or who has not handed in.")),
    programmes.TooManyIdeas: (STATE, "too_many_ideas", _("Three of your ideas wait for an answer already.")),
    programmes.TooManyMentors: (STATE, "too_many_mentors", _("You have asked ten colleagues already.")),
    programmes.IdeaAnswered: (STATE, "idea_answered", _("It was answered or taken back. Nothing was changed.")),
    programmes.CannotBeAsked: (CONTENT, "cannot_be_asked", _("This colleague cannot be asked now.")),
    programmes.CampaignBegun: (STATE, "campaign_begun", _("The leaders were invited already.")),
    programmes.NobodyToInvite: (STATE, "nobody_to_invite", _("Nobody of these levels is left to be asked.")),
    programmes.CascadeBegun: (STATE, "cascade_begun", _("There is a mentee number one already.")),
    programmes.RouteClosed: (STATE, "route_closed", _("The programme does not come to pairs this way.")),
    programmes.ChoiceOfMentorMissing: (
        STATE,
        "choice_of_mentor_missing",
        _("A mandate keeps the choice of a mentor: open a way on which the mentee chooses first."),
    ),
    programmes.LeaderNotFirst: (
        STATE,
        "leader_not_first",
        _("First the top leader enrols and says so in public. Then the levels below are asked."),
    ),
    programmes.WaveUnderWay: (STATE, "wave_under_way", _("The letters of the last wave are still going out.")),
    programmes.NotEnrolledYet: (STATE, "not_enrolled_yet", _("Enrol first; then you can say what you do.")),
    programmes.NotInvitable: (
        CONTENT,
        "not_invitable",
        _("Nobody was invited: some of these people have left or may not be written to."),
    ),
    matching.MatchingRefused: (STATE, "round_refused", _("This could not be done. Look at the round as it stands.")),
    matching.RoundUnderWay: (
        STATE,
        "round_under_way",
        _("A round is already under way. Finish it or set it aside first."),
    ),
    matching.NobodyToPair: (
        STATE,
        "nobody_to_pair",
        _("One side has nobody with a place left. Invite more people first."),
    ),
    matching.ProgrammeNotPairing: (
        STATE,
        "programme_not_pairing",
        _("This programme does not pair now. Open its enrolment first."),
    ),
    matching.RoundNotOpen: (STATE, "round_not_open", _("The round has gone on: this belongs to another state of it.")),
    matching.RoundOutOfDate: (
        STATE,
        "round_out_of_date",
        _("People or rules have changed since the round was computed. Compute it anew first."),
    ),
    matching.ArrangementChanged: (
        STATE,
        "arrangement_changed",
        _("Somebody else changed the arrangement meanwhile. Look at the round as it stands, then decide again."),
    ),
    matching.RoundBusy: (STATE, "round_computing", _("The round is being computed. Try again in a moment.")),
    matching.RoundTooLarge: (STATE, "round_too_large", _("This round is too large for this question.")),
    matching.AdjustmentChanged: (
        STATE,
        "adjustment_changed",
        _("People have changed since this was looked at: others would move now. Nothing was done."),
    ),
    matching.NothingToKeep: (STATE, "nothing_to_keep", _("This round has no pair that could be kept.")),
    matching.TooManyDrafts: (
        STATE,
        "too_many_drafts",
        _("This round has as many drafts as can be told apart. Throw one away first."),
    ),
    matching.NothingToImport: (STATE, "nothing_to_import", _("No row can become a decision yet.")),
    matching.RemedyNotOpen: (
        STATE,
        "remedy_not_open",
        _("This remedy does not fit this person now, or it was taken back."),
    ),
    matching.NothingToSend: (STATE, "nothing_to_send", _("This round has no pair to ask.")),
    matching.NothingAccepted: (STATE, "nothing_accepted", _("No pair has a yes from both sides yet.")),
    matching.PairImpossible: (
        STATE,
        "pair_impossible",
        _("There is no room for this pair. Take back another choice first."),
    ),
    siding.NoSideToChoose: (STATE, "no_side_to_choose", _("Peers choose a side, each their own, once handed in.")),
    siding.SideFixed: (
        STATE,
        "side_fixed",
        _("A round, a ranking, a pair or a question rests on this side. It stays as it is now."),
    ),
    objecting.AlreadyObjecting: (STATE, "already_objecting", _("A person decides about your pairing already.")),
    objecting.ObjectionNotPossible: (
        STATE,
        "objection_not_possible",
        _("Whoever is enrolled asks for themselves, while the programme is open."),
    ),
    objecting.ObjectionSettled: (
        STATE,
        "objection_settled",
        _("This was answered or taken back in the meantime."),
    ),
    objecting.OwnObjection: (STATE, "own_objection", _("Nobody decides about their own wish.")),
    ranking.RouteNotOpen: (STATE, "ranking_closed", _("This programme does not ask people to rank.")),
    ranking.RankingUnderWay: (STATE, "ranking_under_way", _("People are ranking already.")),
    ranking.RankingOver: (STATE, "ranking_over", _("The time to rank is over.")),
    ranking.ChoiceRefused: (
        CONTENT,
        "choice_refused",
        _("Up to three different people of those shown, the dearest first."),
    ),
    matching.NotAsked: (STATE, "not_asked", _("You were not asked about this proposal.")),
    matching.AnswerTooLate: (
        STATE,
        "answer_too_late",
        _("The time to answer is over. Your coordinator can still help."),
    ),
    **SEARCHES,
    journey.AgreementNotSigned: (
        STATE,
        "agreement_not_signed",
        _("Learning sessions begin once both have signed the agreement."),
    ),
    journey.NoPhaseAfter: (STATE, "no_phase_after", _("This is the last phase. Complete the relationship instead.")),
    journey.NoPhaseBefore: (STATE, "no_phase_before", _("This is the first phase already.")),
    journey.OwnDataRests: (STATE, "own_data_rests", _("You paused the use of your data. End that pause first.")),
    journey.PartnerPauses: (STATE, "partner_pauses", _("Your partner would like to go on pausing.")),
    journey.SessionKindNotInPhase: (
        STATE,
        "session_kind_not_in_phase",
        _("This kind of session belongs to another phase."),
    ),
    meetings.AnswerTooLate: (
        STATE,
        "session_answer_too_late",
        _("The session begins in less than 30 minutes. Please tell your partner directly."),
    ),
    meetings.SessionNotBooked: (STATE, "session_not_booked", _("The session is in another state than this needs.")),
    meetings.SessionNotYet: (STATE, "session_not_yet", _("The session has not begun yet.")),
    meetings.SessionOver: (STATE, "session_over", _("The session has begun or passed.")),
    relationships.AlreadySuggested: (
        STATE,
        "already_suggested",
        _("Something of this kind waits for an answer already."),
    ),
    relationships.MoveSettled: (STATE, "decision_settled", _("This was answered or taken back in the meantime.")),
    relationships.NoPlaceLeft: (
        STATE,
        "no_place_left",
        _("One of you has no place left for one more pair in this programme."),
    ),
    journey.NothingToSkip: (STATE, "nothing_to_skip", _("Nothing is open in this phase: you can simply go on.")),
    journey.RuleStands: (
        STATE,
        "rule_stands",
        _("One of you now leads or appraises the other, so you cannot become a new pair."),
    ),
    journey.SwapTakesTwo: (STATE, "swap_takes_two", _("Roles are swapped between one mentor and one mentee.")),
    relationships.AgreementChanged: (
        STATE,
        "agreement_changed",
        _("The other side has saved a newer version. Read it, then write yours on top of it."),
    ),
    relationships.AgreementSuperseded: (
        STATE,
        "agreement_superseded",
        _("There is a newer version of the agreement. Read and sign that one."),
    ),
    relationships.ClosureIncomplete: (
        STATE,
        "closure_incomplete",
        _("Parts of the closure, or goals, are still open."),
    ),
    relationships.GoalClosed: (STATE, "goal_closed", _("This goal is closed. Add a new one instead.")),
    relationships.KeyDestroyed: (STATE, "key_destroyed", _("What the pair wrote was erased and cannot be read again.")),
    relationships.NotInClosure: (STATE, "not_in_closure", _("The closure is written in its own phase.")),
    relationships.RelationshipNotActive: (
        STATE,
        "relationship_not_active",
        _("The pair is paused or has ended."),
    ),
    experiments.ExperimentEnded: (
        STATE,
        "experiment_ended",
        _("What happened in this experiment is written already."),
    ),
    promises.PromiseClosed: (STATE, "promise_closed", _("This promise is closed already.")),
    batches.BatchClosed: (STATE, "import_closed", _("This file was imported or discarded meanwhile.")),
    importing.NobodyReady: (CONTENT, "nobody_ready", _("No row can come in. Look at the problems with dry_run.")),
}

# With the field that is meant.
OF_A_FIELD: dict[type[Exception], tuple[int, str, Any, str]] = {
    programmes.TooManyTopics: (CONTENT, "too_many_topics", _("A programme is about twelve topics at most."), "topics"),
    programmes.BasicsNeedReason: (
        CONTENT,
        "basics_need_reason",
        _("Business basics are not what learning from younger colleagues is about. Give a reason, or choose others."),
        "topics",
    ),
    surveys.ClosesTooSoon: (CONTENT, "closes_too_soon", _("The survey would be over before it begins."), "closes_at"),
    programmes.UnknownTemplate: (
        CONTENT,
        "template_unknown",
        _("No template is published under this key."),
        "template",
    ),
    programmes.ProgrammeNameTaken: (
        STATE,
        "programme_name_taken",
        _("There is a programme of this name already. Add the year or the wave."),
        "name",
    ),
    programmes.DatesOutOfOrder: (CONTENT, "dates_out_of_order", _("The last day comes after the first."), "ends_on"),
    nominations.NominationIncomplete: (
        CONTENT,
        "nomination_incomplete",
        _("Say what they are good at, with an example."),
        "good_at",
    ),
    shortlists.NothingSought: (
        CONTENT,
        "nothing_sought",
        _("Name one to eight topics, and keep them for 7, 14 or 30 days."),
        "topics",
    ),
    screening.ScreeningReasonMissing: (
        CONTENT,
        "reason_missing",
        _("Write your reason; the person reads it."),
        "reason",
    ),
    programmes.IdeaIncomplete: (CONTENT, "idea_incomplete", _("Something is still to be written."), "name"),
    programmes.LevelsOutOfOrder: (CONTENT, "levels_out_of_order", _("The lowest level comes first."), "levels"),
    programmes.StatementMissing: (CONTENT, "statement_missing", _("Write one or two sentences."), "statement"),
    programmes.UnknownConcept: (CONTENT, "concept_unknown", _("A skill is not on the list."), "offers"),
    matching.ReasonMissing: (
        CONTENT,
        "reason_missing",
        _("Write your reason; it is kept with the decision."),
        "reason",
    ),
    matching.DraftNameTaken: (
        CONTENT,
        "draft_name_taken",
        _("Give the draft a name that no other draft of this round has."),
        "name",
    ),
    sheets.HeadersMissing: (
        CONTENT,
        "headers_missing",
        _("No row names a column “Mentor” and a column “Mentee”."),
        "file",
    ),
    matching.NotInThisRound: (CONTENT, "not_in_this_round", _("One of the two is not in this round."), "mentor"),
    journey.ReasonMissing: (
        CONTENT,
        "reason_missing",
        _("Write in one sentence why you step back. Only the two of you read it."),
        "reason",
    ),
    journey.TopicMissing: (CONTENT, "topic_missing", _("Give the session a topic."), "topic"),
    meetings.LengthRefused: (
        CONTENT,
        "length_refused",
        _("A session lasts between 15 minutes and four hours."),
        "minutes",
    ),
    meetings.SessionInThePast: (
        CONTENT,
        "session_in_the_past",
        _("Choose a time that is still to come."),
        "starts_at",
    ),
    experiments.ExperimentTooLong: (
        CONTENT,
        "experiment_too_long",
        _("Choose a day within the next three months; two weeks are a good length."),
        "until",
    ),
    writing.WordsMissing: (CONTENT, "words_missing", _("Write it in one sentence."), "text"),
    relationships.GoalTitleMissing: (CONTENT, "goal_title_missing", _("Write the goal in one sentence."), "title"),
    journey.LastDayRefused: (
        CONTENT,
        "last_day_refused",
        _("Choose a last day after the present one, at most a year later."),
        "until",
    ),
    journey.SwapWordsMissing: (
        CONTENT,
        "swap_words_missing",
        _("Write why you take the other role and what is in it for you."),
        "motivation",
    ),
    relationships.NextStepMissing: (CONTENT, "next_step_missing", _("Choose the next step."), "next_step"),
    intake.ColumnUnknown: (CONTENT, "column_unknown", _("The file has no such column."), "column"),
    intake.ColumnPrivate: (CONTENT, "column_private", _("This column is never imported."), "column"),
    intake.FieldTwice: (CONTENT, "field_twice", _("Two columns were given one field."), "column"),
}

# Not the caller's: as if it did not exist.
HIDDEN = (
    programmes.NotAllowed,
    programmes.NotYourEnrolment,
    programmes.NotYourStatement,
    meetings.NotAParticipant,
    relationships.NotAMember,
)

GAP_FIELDS = {Gap.NOTICE: "accepts_notice", Gap.CONSENT: "consents", Gap.PLEDGE: "pledges"}


def contradiction(refusal: matching.GroupImpossible) -> ApiError:
    message = _("The two cannot be kept so: %(cause)s.") % {"cause": GroupClash(refusal.cause).label}
    return ApiError(STATE, f"group_{refusal.cause}", message)


def hard_rule(refusal: matching.HardRuleForbids) -> ApiError:
    message = _("This pair may not be: %(rule)s. Nobody can lift this rule.") % {"rule": rule_in_words(refusal.rule)}
    return ApiError(STATE, "hard_rule_forbids", message)


def incomplete_enrolment(refusal: programmes.EnrolmentIncomplete) -> ApiError:
    message = str(_("Not complete yet."))
    each = str(_("This is needed to enrol."))
    details = [Problem(code="required", message=each, field=GAP_FIELDS.get(gap, gap.value)) for gap in refusal.missing]
    return ApiError(CONTENT, "enrolment_incomplete", message, field=details[0].field, details=details)


def incomplete_agreement(refusal: relationships.AgreementIncomplete) -> ApiError:
    message = str(_("The agreement still has empty points. Fill them in, then sign."))
    each = str(_("This point is empty."))
    details = [Problem(code="required", message=each, field=f"answers.{key}") for key in refusal.missing]
    return ApiError(STATE, "agreement_incomplete", message, details=details)


def out_of_range(refusal: programmes.AnswerOutOfRange) -> ApiError:
    return ApiError(CONTENT, "answer_out_of_range", str(_("A text is too long, or a figure lies outside its scale.")))


def missing_column(refusal: importing.FieldMissing) -> ApiError:
    message = _("No column gives the field “%(field)s”.") % {"field": refusal.field.label}
    return ApiError(CONTENT, "field_missing", message, field="column")


def refused_file(refusal: SpreadsheetRefused) -> ApiError:
    return ApiError(CONTENT, f"file_{refusal.code}", words.refusal(refusal), field="file")


WORDED: dict[type[Exception], Callable[[Any], ApiError]] = {
    matching.HardRuleForbids: hard_rule,
    matching.GroupImpossible: contradiction,
    programmes.EnrolmentIncomplete: incomplete_enrolment,
    relationships.AgreementIncomplete: incomplete_agreement,
    programmes.AnswerOutOfRange: out_of_range,
    importing.FieldMissing: missing_column,
    SpreadsheetRefused: refused_file,
}


def refusal_of(error: Exception) -> ApiError | None:
    """The answer to what an operation refused; ``None`` for what is no refusal but a fault."""
    if isinstance(error, HIDDEN):
        return not_found()
    for kind in type(error).__mro__:
        if kind in WORDED:
            return WORDED[kind](error)
        if kind in PLAIN:
            status, code, message = PLAIN[kind]
            return ApiError(status, code, str(message))
        if kind in OF_A_FIELD:
            status, code, message, field = OF_A_FIELD[kind]
            return ApiError(status, code, str(message), field=field)
    return None


def not_found() -> ApiError:
    """The same words for what is not there and for what is not the caller's."""
    return ApiError(404, "not_found", str(_("There is nothing here for you.")))
