from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.programmes import make_programme, make_role
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    """Kirana's programme, which Citra coordinates; Ayu and Bram are not enrolled yet."""
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def elsewhere(cast: Cast) -> Studio:
    """Another company's programme, coordinated by Dian."""
    programme = make_programme(cast.elsewhere, state=ProgrammeState.MATCHING)
    make_role(cast.dian, programme=programme)
    return Studio(programme, cast.dian)
