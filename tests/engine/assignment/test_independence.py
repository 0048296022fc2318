"""The judges run without anything that searches."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Everything that looks for pairs or prices; ``stages`` is there for the data class of a proof.
SEARCHING = {
    *("cold", "kernels", "kernels_auction", "kernels_base", "kernels_bids", "kernels_lists", "kernels_paths"),
    *(
        "kernels_proof",
        "kernels_room",
        "kernels_search",
        "kernels_table",
        "facing",
        "levels",
        "opening",
        "quota_programme",
        "quota_answer",
    ),
    *("quotas", "room", "solve", "table", "whatif", "nearby", "weighing", "room_candidates"),
}


@pytest.mark.parametrize("judge", ["verify", "alone", "sealing", "quota_proof", "quota_files", "audit"])
def test_a_judge_loads_nothing_that_searches(judge: str) -> None:
    program = (
        f"import sys, timbalik.engine.assignment.{judge}\n"
        "print(' '.join(name.rpartition('.')[2] for name in sys.modules if name.startswith('timbalik.engine.')))\n"
        "print('numba' in sys.modules)\n"
    )

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert not SEARCHING & set(found)
    assert found[-1] == "False"
