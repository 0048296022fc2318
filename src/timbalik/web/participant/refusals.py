"""What a member reads when an act is refused: what happened, and the next step."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from timbalik.journey import operations as journey
from timbalik.meetings import operations as meetings
from timbalik.meetings.operations import planning, talking
from timbalik.relationships import operations as relationships
from timbalik.relationships.operations import experiments, promises, writing
from timbalik.web.middleware import ActingRequest

WORDS: dict[type[Exception], object] = {
    journey.AgreementNotSigned: _("Learning sessions begin once you have both signed the agreement."),
    journey.LastDayRefused: _("Choose a last day after the present one, at most a year later."),
    journey.NothingToSkip: _("Nothing is open in this phase: you can simply go on."),
    journey.RuleStands: _("One of you now leads or appraises the other, so you cannot become a new pair."),
    journey.SwapTakesTwo: _("Roles are swapped between one mentor and one mentee."),
    journey.SwapWordsMissing: _("Write why you take the other role and what is in it for you."),
    journey.NoPhaseAfter: _("This is the last phase. End it with the four parts of the closure."),
    journey.NoPhaseBefore: _("This is the first phase already."),
    journey.OwnDataRests: _("You paused the use of your data. End that pause in your profile first."),
    journey.PartnerPauses: _("Your partner would like to go on pausing. Please try again later."),
    journey.PhaseNotComplete: _("Something is still open in this phase. The list says what."),
    journey.ReasonMissing: _("Write in one sentence why you step back. Only the two of you read it."),
    journey.SessionKindNotInPhase: _("This kind of session belongs to another phase."),
    journey.TopicMissing: _("Give the session a topic, so that you both know what it is for."),
    journey.TrainingNotDone: _("Both of you finish the short training before the first session."),
    meetings.AnswerTooLate: _("The session begins in less than 30 minutes. Please tell your partner directly."),
    meetings.CheckInRefused: _("Choose a figure from 1 to 5 and who taught more."),
    meetings.LengthRefused: _("A session lasts between 15 minutes and four hours."),
    meetings.NotAParticipant: _("Only those who take part in the session can do this."),
    meetings.SessionInThePast: _("Choose a time that is still to come."),
    meetings.SessionNotBooked: _("The session has changed in the meantime. Please look again."),
    meetings.SessionNotYet: _("The session has not begun yet."),
    meetings.SessionOver: _("The session has begun or passed. Say whether it took place, and book the next."),
    meetings.SessionTooFar: _("Choose a time within the next two years."),
    meetings.TimeNotOffered: _("This time is no longer on offer. Please choose another."),
    planning.NotAVisit: _("Only a session in the field that has begun can have something you saw."),
    planning.NothingToPlan: _("This session was called off. Plan the next one."),
    talking.TalkShareRefused: _("Both of you have to be named in the transcript."),
    experiments.ExperimentEnded: _("What happened in this experiment is written already."),
    experiments.ExperimentTooLong: _("Choose a day within the next three months; two weeks are a good length."),
    promises.PromiseClosed: _("This promise is closed already."),
    writing.WordsMissing: _("Write it in one sentence."),
    relationships.AlreadySuggested: _("Something of this kind waits for an answer already."),
    relationships.NoPlaceLeft: _("One of you has no place left for one more pair in this programme."),
    relationships.LetterEmpty: _("Write a line or two first."),
    relationships.LetterSent: _("This letter was sent. It belongs to the other side now."),
    relationships.MoveSettled: _("This was answered or taken back in the meantime."),
    relationships.NoWorkbook: _("This programme has no preparation workbook."),
    relationships.StepEmpty: _("Write the step in one sentence."),
    relationships.TooManySteps: _("Twelve steps are enough for one goal."),
    relationships.AgreementIncomplete: _("The agreement still has empty points. Fill them in, then sign."),
    relationships.AgreementSuperseded: _("There is a newer version of the agreement. Please read and sign that one."),
    relationships.ClosureIncomplete: _("The closure has four parts. The list says which is still open."),
    relationships.GoalClosed: _("This goal is closed. Add a new one instead."),
    relationships.GoalTitleMissing: _("Write the goal in one sentence."),
    relationships.NextStepMissing: _("Choose the next step."),
    relationships.NotInClosure: _("The closure is written in its own phase."),
    relationships.NotesDisabled: _("This programme keeps no notes."),
    relationships.NotTheAuthor: _("Only who wrote a note can change it."),
    relationships.RelationshipNotActive: _("The pair is paused or has ended. Resume it first."),
}


def is_done(request: ActingRequest, act: Callable[[], object], success: str) -> bool:
    """Do the act and say so; or say why it was refused."""
    try:
        act()
    except tuple(WORDS) as refusal:
        messages.error(request, str(WORDS[type(refusal)]))
        return False
    if success:
        messages.success(request, success)
    return True
