"""What surveys announce, after commit, to the apps above."""

from django.dispatch import Signal

# kwargs: programme, person, now. Somebody asked to speak with the confidential contact; no answer goes with it.
talk_requested = Signal()
