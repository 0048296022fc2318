"""What a page makes of a person's name. Single names and long titles are both ordinary here."""

from __future__ import annotations


def initials(name: str) -> str:
    """One letter for a single name, else first and last; titles (``Dr. H.``, ``, S.E.``) do not count."""
    words = [word for word in name.split(",")[0].split() if not word.endswith(".")]
    words = words or name.replace(".", " ").split()
    letters = [word[0] for word in words if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:]).upper()
