"""What a world holds of the ways people come to a programme: ideas, a campaign, the cascade, names of colleagues."""

from __future__ import annotations

from tests.factories.enrolment import make_answers, make_open_programme
from tests.factories.ideas import make_idea
from tests.factories.people import NOW
from tests.factories.programmes import make_role
from tests.factories.talent import make_talent_file
from tests.security.world import World
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import submit_enrolment
from timbalik.programmes.operations.cascades import begin_cascade, publish_statement
from timbalik.programmes.operations.nominations import answer_nomination, nominate
from timbalik.programmes.operations.shortlists import begin_shortlist
from timbalik.programmes.operations.talent import receive_talent_file, use_talent_file
from timbalik.programmes.states import CascadeMode, IdeaState, Route

OF_THE_NEW_PROGRAMME = (
    "coordinator:campaign",
    "coordinator:cascade",
    "coordinator:cascade_wave",
    "coordinator:candidates",
    "coordinator:candidate_invite",
    "coordinator:shortlist",
    "coordinator:shortlist_ask",
    "coordinator:shortlist_close",
    "coordinator:shortlist_file",
    "coordinator:shortlist_columns",
    "coordinator:shortlist_rejected",
    "coordinator:shortlist_row",
    "coordinator:shortlist_steps",
    "coordinator:shortlist_use",
    "coordinator:shortlist_discard",
    "participant:nominate",
    "participant:cascade_mine",
    "participant:cascade_withdraw",
    "participant:statement",
)


def begin(world: World) -> None:
    """A second programme that takes names of colleagues; its top leader is the mentee, its idea the mentor's."""
    people = world.people
    routes = [Route.NOMINATION, Route.CASCADE, Route.SEARCH]
    programme = make_open_programme(world.organisation, people["coordinator"], name="Dari bawah", routes=routes)
    make_role(people["coordinating mentor"], programme=programme)
    cascade = begin_cascade(programme, people["mentee"], mode=CascadeMode.OPT_IN, by=people["coordinator"], now=NOW)
    answers = make_answers(consents=frozenset({"participation", "research"}))  # a tick taken away would end the consent
    submit_enrolment(programme.enrolments.get(), answers, by=people["mentee"], now=NOW)
    publish_statement(cascade, "Saya belajar dari rekan muda.", by=people["mentee"], now=NOW)
    waiting = make_idea(people["mentor"], name="Usulan yang menunggu")
    approved = make_idea(people["mentor"], name="Usulan yang disetujui")
    approved.state, approved.programme = IdeaState.APPROVED, programme
    approved.save()
    seen = {"good_at": "Membaca dasbor", "example": "Melatih dua tim."}
    named = nominate(programme, people["neighbour"], by=people["mentor"], now=NOW, **seen)
    answer_nomination(named, yes=True, by=people["neighbour"], now=NOW)
    asked = nominate(programme, people["mentor"], by=people["mentee"], now=NOW, **seen)
    _list(programme, people["colleague"])
    world.values["nomination"] = asked.public_id
    world.values["idea"] = waiting.public_id
    world.special |= {name: {"programme": programme.public_id} for name in OF_THE_NEW_PROGRAMME}


def _list(programme: Programme, person: Person) -> None:
    """Somebody on the shortlist, and a file that waits for a look, with a row that names nobody."""
    Programme.objects.of(programme.organisation_id).filter(pk=programme.pk).update(mentor_levels=[])
    programme.mentor_levels = []
    made = begin_shortlist(programme, ["membaca-dasbor"], by=None, now=NOW)
    for _time in range(2):
        content = make_talent_file(f"{person.staff_number};Tableau Desktop;;;;;", "X-404;Tableau Desktop;;;;;")
        receive_talent_file(made, content, file_name="talenta.csv", now=NOW)
        if not made.counts.get("rows"):
            use_talent_file(made, by=None, now=NOW)
