"""Kenalan dulu: up to three short talks between two people, then a private yes or no on both sides.

No place and no topic is written, no note is kept. Times, invitations and moving them are ``meetings``'.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.matching import request_letters
from timbalik.matching.models import FirstTalk, PairRequest, TalkAnswer
from timbalik.matching.operations.pairing import open_pair
from timbalik.matching.operations.requests import lock_request
from timbalik.matching.queries.talks import MOST_TALKS, is_ahead, is_talk, talks_of
from timbalik.matching.request_errors import EnoughTalks, NotYourRequest, PairNotPossible, TalkFirst, TalksClosed
from timbalik.matching.request_states import RequestReply, RequestState
from timbalik.matching.states import Answer
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import Seat, mark_held, propose_times
from timbalik.meetings.operations.booking import MOST_TIMES
from timbalik.meetings.states import Channel, SessionKind
from timbalik.meetings.suggestions import common_times
from timbalik.notifications.quiet import office_hour_of
from timbalik.people.models.persons import Person
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import Route
from timbalik.relationships.operations.places import Claim, NoPlaceLeft, claim_places
from timbalik.relationships.states import Holder, Side

LENGTHS: Final = (20, 30)  # minutes
DECIDE_WITHIN: Final = timedelta(days=28)


def begin_talks(request: PairRequest, *, by: Person, now: datetime) -> None:
    """The asked mentor would like to talk first: both keep a place for it, and times that suit both are suggested.

    The day by which both decide is fixed now, so that it tells nothing later. The request is locked by the caller.
    Raises ``TalksClosed``, ``PairNotPossible``.
    """
    if not is_route_open(request.programme, Route.FIRST_TALKS):
        raise TalksClosed(str(request.public_id))
    claims = [Claim(enrolment, request.public_id) for enrolment in (request.wanted, request.seeker)]
    try:
        claim_places(claims, holder=Holder.REQUEST, now=now)
    except NoPlaceLeft as error:
        raise PairNotPossible(str(request.public_id)) from error
    request.state, request.reply, request.talks_since = RequestState.TALKING, RequestReply.TALK, now
    request.decide_by = office_hour_of(request.seeker.person, now=now + DECIDE_WITHIN)
    request.reminded_at = None
    request.save(update_fields=["state", "reply", "talks_since", "decide_by", "reminded_at"])
    record("matching.talks_begun", organisation=request.organisation, by=by, subject=request, now=now)
    request_letters.talks_begin(request, now=now)
    starts = common_times([request.seeker.person, request.wanted.person], minutes=LENGTHS[-1], now=now)
    if starts:
        _propose(request, starts, minutes=LENGTHS[-1], channel=Channel.VIDEO, by=by, now=now)


@transaction.atomic
def propose_talk(
    request: PairRequest, starts: Sequence[datetime], *, minutes: int, channel: str, by: Person, now: datetime
) -> MentoringSession:
    """Suggest times for the next talk; the other chooses one with a tap, and both have it in their calendars.

    Raises ``NotYourRequest``, ``RequestOver``, ``EnoughTalks`` and what ``meetings.propose_times`` refuses.
    """
    lock_request(request, RequestState.TALKING)
    side_of(request, by)
    if minutes not in LENGTHS:
        raise EnoughTalks(str(minutes))
    sessions = [talk.session for talk in talks_of(request)]
    if any(is_ahead(one, now=now) for one in sessions) or sum(map(is_talk, sessions)) >= MOST_TALKS:
        raise EnoughTalks(str(request.public_id))
    return _propose(request, starts, minutes=minutes, channel=channel, by=by, now=now)


@transaction.atomic
def answer_talks(request: PairRequest, answer: str, *, by: Person, now: datetime) -> bool:
    """Keep one side's private answer; with a yes from both the pair begins at once, and True is returned.

    Answering says that the talk took place. A no changes nothing that the other could see: the talks end for both on the
    day that was fixed. Nothing goes into the audit chain before, since an entry would tell who said what. Raises
    ``NotYourRequest``, ``RequestOver``, ``TalkFirst``, ``PairNotPossible``.
    """
    lock_request(request, RequestState.TALKING)
    side = side_of(request, by)
    over = [talk.session for talk in talks_of(request) if talk.session.ends_at <= now and is_talk(talk.session)]
    if not over or answer not in (Answer.YES, Answer.NO):
        raise TalkFirst(str(request.public_id))
    for session in over:
        mark_held(session, by=by, now=now)
    TalkAnswer.objects.of(request.organisation_id).update_or_create(
        organisation=request.organisation,
        request=request,
        person=by,
        defaults={"side": side, "answer": answer, "at": now},
    )
    if request.talk_answers.filter(answer=Answer.YES).count() < 2:
        return False
    open_pair(request, by=by, now=now)
    return True


def side_of(request: PairRequest, person: Person) -> Side:
    """Raises ``NotYourRequest``."""
    if person.pk == request.seeker.person_id:
        return Side.MENTEE
    if person.pk == request.wanted.person_id:
        return Side.MENTOR
    raise NotYourRequest(str(request.public_id))


def _propose(
    request: PairRequest, starts: Sequence[datetime], *, minutes: int, channel: str, by: Person, now: datetime
) -> MentoringSession:
    session = propose_times(
        request.programme,
        relationship=None,
        seats=[Seat(request.wanted.person, Side.MENTOR), Seat(request.seeker.person, Side.MENTEE)],
        starts=list(starts)[:MOST_TIMES],
        minutes=minutes,
        kind=SessionKind.MEET,
        topic="",
        channel=channel,
        place="",
        by=by,
        now=now,
        number=sum(is_talk(talk.session) for talk in talks_of(request)) + 1,
    )
    FirstTalk.objects.create(organisation=request.organisation, request=request, session=session)
    return session
