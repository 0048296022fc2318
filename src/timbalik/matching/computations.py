"""Everything that is computed for a round, by name: plain data in, plain data out. Imports the engine (slow import).

The worker's companion (``warm.child``) answers the same names, so that what it computes can be stopped in the middle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from timbalik.matching.arranging import arrange_inputs
from timbalik.matching.group_prices import price_couple
from timbalik.matching.keeping_pairs import keep_pairs
from timbalik.matching.proving import prove
from timbalik.matching.ranking_options import options_of_pool
from timbalik.matching.readjusting import adjust_inputs
from timbalik.matching.row_prices import price_rows

COMPUTATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "arrange": arrange_inputs,
    "adjust": adjust_inputs,
    "keep": keep_pairs,
    "group": price_couple,
    "rows": price_rows,
    "remedies": prove,
    "options": options_of_pool,
}
