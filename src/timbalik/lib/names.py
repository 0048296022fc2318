"""What a page makes of a person's name. Single names and long titles are both ordinary here."""

from __future__ import annotations

FORMS_OF_ADDRESS = frozenset({"Pak", "Bu", "Kak", "Mas", "Mbak"})


def initials(name: str) -> str:
    """One letter for a single name, else first and last; no title (``Dr. H.``, ``, S.E.``) and no *sapaan* (``Pak``)."""
    words = [word for word in name.split(",")[0].split() if not word.endswith(".")]
    if len(words) > 1 and words[0] in FORMS_OF_ADDRESS:
        words = words[1:]
    words = words or name.replace(".", " ").split()
    letters = [word[0] for word in words if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:]).upper()
