"""What a person is told about their screening, with the reason; kindly, and never as a judgement of the person."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.programmes.letters import Message
from timbalik.programmes.models import Screening
from timbalik.programmes.states import ScreeningVerdict

ENROLMENT_PATH = "/saya/daftar/"


def answer(screening: Screening) -> Message:
    enrolment = screening.enrolment
    person, programme = enrolment.person, enrolment.programme
    url = f"{settings.BASE_URL}{ENROLMENT_PATH}{enrolment.public_id}/"
    with translation.override(person.language):
        facts = {"programme": programme.name}
        if screening.verdict == ScreeningVerdict.TALK_FIRST:
            subject = _("A short talk before we look for a partner: %(programme)s") % facts
            opening = _("Thank you for enrolling. Before we look for a partner, we would like to talk with you. Why:")
            ending = _("Whoever runs the programme gets in touch. You stay enrolled.")
        elif screening.verdict == ScreeningVerdict.NOT_THIS_WAVE:
            subject = _("Not in this wave: %(programme)s") % facts
            opening = _("Thank you for enrolling. In this wave we do not look for a partner for you. Why:")
            ending = _("A person decided this, not a calculation. Answer them if you see it differently.")
        else:
            subject = _("We look for a partner for you: %(programme)s") % facts
            opening = _("Thank you for the talk. From the next round on, we look for a partner for you.")
            ending = ""
        paragraphs = [
            pgettext("invitation", "Dear %(name)s,") % {"name": person.display_name},
            opening,
            *([f"“{screening.reason}”"] if screening.reason else []),
            *([ending] if ending else []),
            _("Your enrolment:") + f"\n{url}",
        ]
        return Message(subject, "\n\n".join(paragraphs))
