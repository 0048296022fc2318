from __future__ import annotations

import pytest

from tests.api.calling import program_of
from tests.api.world import World

pytestmark = pytest.mark.django_db


def test_library_names_every_topic_with_its_state(world: World) -> None:
    topics = program_of(world.cast.ayu).get("/topics").json()
    assert len(topics) == 48
    states = {topic["key"]: topic["state"] for topic in topics}
    assert (states["belajar-gagal"], states["memeriksa-ai"], states["blockchain"]) == (
        "ready",
        "awaits_expert",
        "not_written",
    )


def test_pack_is_answered_whole_and_what_is_not_written_is_not_there(world: World) -> None:
    program = program_of(world.cast.ayu)
    pack = program.get("/topics/belajar-gagal").json()
    assert (len(pack["questions"]), pack["area"]) == (3, "risk")
    assert pack["sources"][1]["url"].startswith("https://doi.org/")
    for missing in ("blockchain", "tidak-ada"):
        assert program.get(f"/topics/{missing}").status_code == 404
