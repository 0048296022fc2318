"""The files that take longest, longest first: begun last, one of them would leave the other cores idle."""

from __future__ import annotations

LONGEST = (
    "tests/security/test_access_matrix.py",
    "tests/security/test_planted_words.py",
    "tests/security/test_hostile_input.py",
    "tests/api/test_access.py",
    "tests/api/test_hostile_input.py",
    "tests/systems/test_whole_way.py",
    "tests/people/test_tasks.py",
    "tests/api/test_confidence.py",
    "tests/engine/assignment/test_target.py",
    "tests/web/participant/test_pair.py",
    "tests/web/coordinator/test_studio.py",
    "tests/engine/assignment/test_joining.py",
    "tests/engine/assignment/test_room.py",
    "tests/cli/test_demo_data.py",
    "tests/journey/test_state_machine.py",
    "tests/config/test_web_process.py",
    "tests/evaluation/test_reports.py",
    "tests/cli/test_match_people.py",
    "tests/web/test_query_counts.py",
)
_PLACES = {name: place for place, name in enumerate(LONGEST)}


def place_of(name: str) -> int:
    """Where the file of a test stands in the run; the rest keep their order."""
    return _PLACES.get(name.partition("::")[0], len(_PLACES))
