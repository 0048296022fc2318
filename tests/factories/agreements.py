from __future__ import annotations

from timbalik.relationships.elements import BOUNDARY
from timbalik.relationships.models import AgreementTextVersion

ANSWERS = {"names_roles": "Ayu mengajar, Pak Bram belajar.", BOUNDARY: "Kami membahas pekerjaan."}


def make_agreement_text() -> AgreementTextVersion:
    """Three elements; two are required."""
    text, _ = AgreementTextVersion.objects.get_or_create(
        key="kesepakatan-uji",
        version=1,
        defaults={
            "content": {
                "title": {"id": "Kesepakatan", "en": "Agreement"},
                "elements": [
                    {"key": "names_roles", "title": {"id": "Peran", "en": "Roles"}, "required": True},
                    {"key": BOUNDARY, "title": {"id": "Batas", "en": "Boundary"}, "required": True},
                    {"key": "return_gift", "title": {"id": "Tukar ilmu", "en": "Return gift"}, "required": False},
                ],
            }
        },
    )
    return text
