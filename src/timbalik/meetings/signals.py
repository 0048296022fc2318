"""What happens to sessions, announced to the apps above, inside the transaction of the act."""

from django.dispatch import Signal

# kwargs: session, by, now.
session_held = Signal()
# kwargs: session, by, now. One member tapped; ``by`` may open what belongs to the pair.
checked_in = Signal()
