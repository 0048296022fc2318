"""What the programmes app announces, after commit, to the apps above."""

from django.dispatch import Signal

# kwargs: enrolment, now. Somebody who was enrolled no longer takes part; open proposals and relationships hear it.
enrolment_withdrawn = Signal()
