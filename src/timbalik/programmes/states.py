"""States of a programme and of an enrolment, and the steps allowed between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Who teaches whom, by default. Nothing reads seniority to decide it; it chooses words, training and agendas."""

    REVERSE = "reverse", _("Reverse")
    RECIPROCAL = "reciprocal", _("Reciprocal")
    PEER = "peer", _("Peer")
    TRADITIONAL = "traditional", _("Traditional")


class Route(TextChoices):
    """A way to a pair beside the coordinator's round, which is always there. A programme says which are open."""

    SEARCH = "search", _("Mentees look for a mentor themselves")
    FIRST_TALKS = "first_talks", _("Two or three talks before deciding")
    RANKED = "ranked", _("Both sides rank proposals before the round")
    NOMINATION = "nomination", _("Colleagues nominate mentors")
    CASCADE = "cascade", _("The top leader begins, levels follow in waves")


class ProgrammeState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for enrolment")
    MATCHING = "matching", _("Pairing")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


PROGRAMME_STEPS: dict[str, tuple[str, ...]] = {
    ProgrammeState.DRAFT: (ProgrammeState.OPEN,),
    ProgrammeState.OPEN: (ProgrammeState.MATCHING, ProgrammeState.DRAFT),
    ProgrammeState.MATCHING: (ProgrammeState.OPEN, ProgrammeState.RUNNING),
    ProgrammeState.RUNNING: (ProgrammeState.MATCHING, ProgrammeState.CLOSED),
    ProgrammeState.CLOSED: (),
}


class EnrolmentRole(TextChoices):
    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")


class EnrolmentState(TextChoices):
    INVITED = "invited", _("Invited")
    STARTED = "started", _("Begun")
    SUBMITTED = "submitted", _("Enrolled")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENROLMENT_STEPS: dict[str, tuple[str, ...]] = {
    EnrolmentState.INVITED: (EnrolmentState.STARTED, EnrolmentState.SUBMITTED, EnrolmentState.DECLINED),
    EnrolmentState.STARTED: (EnrolmentState.SUBMITTED, EnrolmentState.DECLINED),
    EnrolmentState.SUBMITTED: (EnrolmentState.WITHDRAWN,),
    EnrolmentState.DECLINED: (EnrolmentState.STARTED,),
    EnrolmentState.WITHDRAWN: (EnrolmentState.STARTED,),
}


class Role(TextChoices):
    """What a person may do for others; never a rank."""

    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    SPONSOR = "sponsor", _("Sponsor")
    CONFIDENTIAL_CONTACT = "confidential_contact", _("Confidential contact")
    EVALUATOR = "evaluator", _("Evaluator")
    PARTNER_COORDINATOR = "partner_coordinator", _("Coordinator of a partner organisation")


class Asked(TextChoices):
    """What somebody said who was asked before anything about them is used. A no is told to nobody."""

    WAITING = "waiting", _("Asked")
    YES = "yes", _("Ready")
    NO = "no", _("Not this time")


class Evidence(TextChoices):
    """What is said for somebody as a potential mentor, and where it stands."""

    SKILL = "skill", _("Skills")
    CERTIFICATE = "certificate", _("Certificates")
    COURSE = "course", _("Courses attended")
    TAUGHT = "taught", _("Trainings given")
    PRESENTED = "presented", _("Presentations")
    COMMUNICATION = "communication", _("Assessment of communication")
    OFFER = "offer", _("Offered in an earlier programme")


class IdeaState(TextChoices):
    """Of a programme proposed from below."""

    WAITING = "waiting", _("Waiting for an answer")
    APPROVED = "approved", _("Approved")
    NOT_NOW = "not_now", _("Not now")
    WITHDRAWN = "withdrawn", _("Taken back")


class CascadeMode(TextChoices):
    """How the levels below the top leader are asked."""

    OPT_IN = "opt_in", _("Opt-in: whoever wants to")
    MANDATED = "mandated", _("Mandated: expected of a level; reason and choice of mentor stay with the person")


class LastUsed(TextChoices):
    """When somebody last used what they offer. Shown with the offer, never scored."""

    UNKNOWN = "", _("Not said")
    THIS_YEAR = "this_year", _("This year")
    TWO_YEARS = "two_years", _("One or two years ago")
    LONGER = "longer", _("Longer ago")


class Conduct(TextChoices):
    """How often a statement of conduct holds, as people say of themselves."""

    USUALLY = "usually", _("Usually")
    SOMETIMES = "sometimes", _("Sometimes")
    PRACTISING = "practising", _("I want to practise this")


class ScreeningVerdict(TextChoices):
    """What a person answers; only the second and third keep somebody out of rounds, with a reason they read."""

    WAITING = "waiting", _("Waits for a person")
    YES = "yes", _("Yes")
    TALK_FIRST = "talk_first", _("Talk first")
    NOT_THIS_WAVE = "not_this_wave", _("Not this wave")


class TalentStep(TextChoices):
    """What the worker does with a large HR file; empty while nothing is under way."""

    READING = "reading", _("Find what fits")
    USING = "using", _("Put people on the list")
    FAILED = "failed", _("Stopped before its end")
