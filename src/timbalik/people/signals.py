"""What the people app announces, after commit, to the apps above."""

from django.dispatch import Signal

# kwargs: organisation, batch, now. Sent once an import is in; apps above recheck active pairs.
people_imported = Signal()
# kwargs: person, now. Sent inside the transaction that empties the person's row.
person_erased = Signal()
# kwargs: person, now. Sent inside the transaction that gives the person another mail address.
address_changed = Signal()
# kwargs: person, now. Somebody was confirmed as left.
person_left = Signal()
# kwargs: person, now. Sent inside the transaction in which the person asks that their data rest.
processing_restricted = Signal()
# kwargs: person, now. Sent inside the transaction that ends the rest.
processing_released = Signal()
