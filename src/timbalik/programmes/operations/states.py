"""The one way a programme or an enrolment changes its state."""

from __future__ import annotations

from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import ENROLMENT_STEPS, PROGRAMME_STEPS


class StepNotAllowed(Exception):
    """From this state the wanted one cannot be reached in one step."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"from {state} to {wanted}")
        self.state, self.wanted = state, wanted


def move_programme(programme: Programme, wanted: str) -> None:
    """Set the state on the instance. The caller saves."""
    if wanted not in PROGRAMME_STEPS[programme.state]:
        raise StepNotAllowed(programme.state, wanted)
    programme.state = wanted


def move_enrolment(enrolment: Enrolment, wanted: str) -> None:
    """Set the state on the instance. The caller saves."""
    if wanted not in ENROLMENT_STEPS[enrolment.state]:
        raise StepNotAllowed(enrolment.state, wanted)
    enrolment.state = wanted
