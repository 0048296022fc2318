"""What the world of the API tests holds of the ways people come to a programme: ideas, campaigns, cascade, names."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.factories.enrolment import make_answers, make_invited, make_open_programme
from tests.factories.ideas import make_approved, make_idea
from tests.factories.people import NOW, make_person
from timbalik.programmes.models import Nomination
from timbalik.programmes.operations import submit_enrolment
from timbalik.programmes.operations.campaigns import begin_campaign
from timbalik.programmes.operations.cascades import begin_cascade, publish_statement
from timbalik.programmes.operations.nominations import answer_nomination, nominate
from timbalik.programmes.operations.shortlists import begin_shortlist
from timbalik.programmes.operations.talent import use_talent_rows
from timbalik.programmes.states import CascadeMode, EnrolmentRole, Evidence, Route
from timbalik.programmes.talent_files import Said

IDEA = {
    "name": "Belajar K3 dari lapangan",
    "reason": "Angka K3 kami terlambat.",
    "leader_gains": "Melihat lapangan.",
    "topics": ["membaca-dasbor"],
}
P = "/programmes/{programme}"
NAMED = {"person": "BRAM", "good_at": "Dasbor", "example": "Melatih dua tim."}
EVIDENCE = {"rows": [{"staff_number": "00417", "certificate": "Tableau", "communication": "baik"}]}
APPROVAL = {"template": "tpl-standar-2mingguan", "starts_on": "2027-04-05", "leader_levels": [7, 8]}
WAVE = {"levels": [7, 7], "starts_on": "2027-03-01"}
STATEMENT = {"statement": "Saya belajar.", "agrees": True}
# operation, address, owner, status, body, what a stranger and the wrong role get
CASES: list[tuple[Any, ...]] = [
    ("GET /my/ideas", "/my/ideas", "ayu", 200, None, 200),
    ("POST /my/ideas", "/my/ideas", "ayu", 201, IDEA, 201),
    ("GET /my/ideas/{idea}", "/my/ideas/{idea}", "ayu", 200),
    ("POST /my/ideas/{idea}/mentors", "/my/ideas/{idea}/mentors", "ayu", 200, {"person": "BRAM"}),
    ("POST /my/ideas/{idea}/withdraw", "/my/ideas/{idea}/withdraw", "ayu", 200),
    ("GET /ideas", "/ideas", "citra", 200),
    ("GET /ideas/{idea}", "/ideas/{idea}", "citra", 200),
    ("POST /ideas/{idea}/approve", "/ideas/{idea}/approve", "citra", 200, APPROVAL),
    ("POST /ideas/{idea}/not-now", "/ideas/{idea}/not-now", "citra", 200, {"reason": "Tahun depan."}),
    (f"GET {P}/campaign", "/programmes/{campaigned}/campaign", "citra", 200),
    (f"POST {P}/campaign", "/programmes/{proposed}/campaign", "citra", 201),
    (f"GET {P}/cascade", "/programmes/{cascading}/cascade", "citra", 200),
    (f"POST {P}/cascade", "/programmes/{nominating}/cascade", "citra", 201, {"leader": "BRAM", "mode": "mandated"}),
    (f"POST {P}/cascade/waves", "/programmes/{cascading}/cascade/waves", "citra", 201, WAVE),
    (f"GET {P}/cascade/statement", "/programmes/{cascading}/cascade/statement", "citra", 200),
    (f"POST {P}/cascade/statement", "/programmes/{cascading}/cascade/statement", "ayu", 200, STATEMENT),
    (f"POST {P}/cascade/statement/withdraw", "/programmes/{cascading}/cascade/statement/withdraw", "ayu", 200),
    (f"POST {P}/nominations", "/programmes/{nominating}/nominations", "ayu", 201, NAMED),
    ("GET /my/nominations", "/my/nominations", "ayu", 200, None, 200),
    ("POST /my/nominations/{nomination}/answer", "/my/nominations/{nomination}/answer", "ayu", 200, {"yes": True}),
    (f"GET {P}/candidates", "/programmes/{nominating}/candidates", "citra", 200),
    (f"POST {P}/candidates/{{person}}/invite", "/programmes/{nominating}/candidates/{candidate}/invite", "citra", 201),
    (f"POST {P}/shortlist", "/programmes/{nominating}/shortlist", "citra", 201, {"topics": ["membaca-dasbor"]}),
    (f"GET {P}/shortlist", "/programmes/{nominating}/shortlist", "citra", 200),
    (f"POST {P}/shortlist/evidence", "/programmes/{nominating}/shortlist/evidence", "citra", 200, EVIDENCE),
    (f"GET {P}/shortlist/people", "/programmes/{nominating}/shortlist/people", "citra", 200),
    (
        f"POST {P}/shortlist/people/{{person}}/ask",
        "/programmes/{nominating}/shortlist/people/{standing}/ask",
        "citra",
        201,
    ),
    (f"POST {P}/shortlist/close", "/programmes/{nominating}/shortlist/close", "citra", 200),
    ("GET /my/shortlists", "/my/shortlists", "ayu", 200, None, 200),
    ("POST /my/shortlists/objection", "/my/shortlists/objection", "ayu", 200, {"objects": True}, 200),
    (f"GET {P}/screening", "/programmes/{enrolling}/screening", "citra", 200),
    (
        f"GET {P}/enrolments/{{enrolment}}/screening",
        "/programmes/{enrolling}/enrolments/{handed_in}/screening",
        "citra",
        200,
    ),
    (
        f"POST {P}/enrolments/{{enrolment}}/screening",
        "/programmes/{enrolling}/enrolments/{handed_in}/screening",
        "citra",
        200,
        {"verdict": "talk_first", "reason": "Kami ingin berbincang dahulu."},
    ),
]
# Open to everybody of the organisation, whatever their role.
OPEN_TO_COLLEAGUES = {f"GET {P}/cascade/statement": 200, f"POST {P}/nominations": 201}


def make_beginnings(cast: Cast) -> dict[str, object]:
    """Everything the cases name, by the words in their addresses."""
    make_person(cast.organisation, "Ir. Made Wirawan, M.M.", level_rank=7)
    idea = make_idea(cast.ayu)
    proposed, campaigned = (make_idea(cast.bram, name=name) for name in ("Lapangan", "Pelanggan"))
    programmes = [make_approved(one, cast.citra, mentee_levels=[7, 7]) for one in (proposed, campaigned)]
    begin_campaign(campaigned, by=cast.citra, now=NOW)
    routes = [Route.NOMINATION, Route.CASCADE, Route.SEARCH]
    nominating, cascading = (
        make_open_programme(cast.organisation, cast.citra, name=name, routes=routes, mentor_levels=[])
        for name in ("Mencari mentor", "Dari puncak")
    )
    suharti = make_person(cast.organisation, "Suharti")
    waiting, agreed = (_named(nominating, nominee, cast) for nominee in (cast.ayu, suharti))
    answer_nomination(agreed, yes=True, by=suharti, now=NOW)
    cascade = begin_cascade(cascading, cast.ayu, mode=CascadeMode.OPT_IN, by=cast.citra, now=NOW)
    first = make_invited(cascading, cast.ayu, EnrolmentRole.MENTEE)
    submit_enrolment(first, make_answers(), by=cast.ayu, now=NOW)
    publish_statement(cascade, "Saya belajar dari rekan muda.", by=cast.ayu, now=NOW)
    standing = make_person(cast.organisation, "Endang")
    shortlist = begin_shortlist(nominating, ["membaca-dasbor"], by=cast.citra, now=NOW)
    said = Said(1, standing.staff_number, "", {Evidence.CERTIFICATE: "Tableau"})
    use_talent_rows(shortlist, [said], by=cast.citra, now=NOW)
    return {
        "standing": standing.public_id,
        "idea": idea.public_id,
        "proposed": programmes[0].public_id,
        "campaigned": programmes[1].public_id,
        "nominating": nominating.public_id,
        "cascading": cascading.public_id,
        "nomination": waiting.public_id,
        "candidate": suharti.public_id,
    }


def _named(programme: Any, nominee: Any, cast: Cast) -> Nomination:
    return nominate(programme, nominee, good_at="Dasbor", example="Melatih dua tim.", by=cast.bram, now=NOW)
