"""What happens to relationships, announced to the apps above.

All are sent inside the transaction of the act: what a receiver puts into the outbox stands or falls with the act.
"""

from django.dispatch import Signal

# kwargs: relationship, by, now. A pair begins.
relationship_opened = Signal()
# kwargs: relationship, by, now. Meetings still ahead are called off.
relationship_paused = Signal()
# kwargs: relationship, by, now.
relationship_resumed = Signal()
# kwargs: relationship, ending, by, now.
relationship_ended = Signal()
# kwargs: agreement, by, now. Every member has signed this version.
agreement_signed = Signal()
