"""Which words the code says, and whether the Indonesian catalogues have them: all in Python, without gettext's tools.

A catalogue belongs to the nearest folder above a file that has a ``locale`` folder or is an app.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CATALOGUE = Path("locale/id/LC_MESSAGES/django.po")
# Function → which of its arguments are the id, the plural and the context.
FUNCTIONS: dict[str, tuple[int, int | None, int | None]] = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
STRING = r"""(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*(u?{STRING}(?:\s*,\s*u?{STRING})*)")


@dataclass(frozen=True)
class Message:
    """What gettext looks up. The place does not count when two are compared."""

    id: str
    plural: str = ""
    context: str = ""
    place: str = field(default="", compare=False)


def messages_of(folder: Path) -> dict[Path, set[Message]]:
    """Every message of the source under ``folder``, by the folder whose catalogue it belongs to."""
    found: dict[Path, set[Message]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
            continue
        if path.suffix == ".txt" and "templates" not in path.parts:
            continue
        messages = set(_in_python(path, folder) if path.suffix == ".py" else _in_template(path, folder))
        if messages:
            found.setdefault(owner_of(path, top=folder), set()).update(messages)
    return found


def owner_of(path: Path, *, top: Path) -> Path:
    for folder in path.parents:
        if folder == top or (folder / "apps.py").is_file() or (folder / "locale").is_dir():
            return folder
    return top


def problems_of(folder: Path) -> list[str]:
    """One sentence for each message without its Indonesian, each fuzzy one, and each that nothing says any more."""
    import polib  # optional dependency: only a clone has it

    problems = []
    used = messages_of(folder)
    for owner in sorted({*used, *(path.parents[3] for path in folder.rglob("django.po"))}):
        name = (owner / CATALOGUE).relative_to(folder)
        wanted = used.get(owner, set())
        if not (owner / CATALOGUE).is_file():
            problems.append(f"{name}: is missing, {len(wanted)} messages wait for it")
            continue
        entries = {
            Message(entry.msgid, entry.msgid_plural, entry.msgctxt or ""): entry
            for entry in polib.pofile(str(owner / CATALOGUE))
            if not entry.obsolete
        }
        problems += [f"{name}: lacks {one.id!r} ({one.place})" for one in sorted(wanted - set(entries), key=_order)]
        problems += [f"{name}: nothing says {one.id!r}" for one in sorted(set(entries) - wanted, key=_order)]
        for message, entry in entries.items():
            words = list(entry.msgstr_plural.values()) or [entry.msgstr]
            if entry.fuzzy:
                problems.append(f"{name}: fuzzy {message.id!r}")
            elif not all(words):
                problems.append(f"{name}: no Indonesian for {message.id!r}")
            elif lost := _placeholders(message) - _placeholders_of(*words):
                problems.append(f"{name}: {message.id!r} loses {', '.join(sorted(lost))}")
    return problems


def _order(message: Message) -> tuple[str, str]:
    return message.id, message.context


def _placeholders(message: Message) -> set[str]:
    # The plural form must have them all; a singular may write "one" instead of the number.
    return _placeholders_of(message.plural or message.id)


def _placeholders_of(*texts: str) -> set[str]:
    return {found for text in texts for found in re.findall(r"%\(\w+\)[sd]|\{\w+\}|%[sd]", text)}


def _in_python(path: Path, top: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in FUNCTIONS:
            words = [_text(argument) for argument in node.args]
            yield from _message(name, words, f"{path.relative_to(top)}:{node.lineno}")


def _in_template(path: Path, top: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize  # slow import: only this command reads templates

    source = templatize(path.read_text(), origin=str(path))
    for match in TEMPLATE_CALL.finditer(source):
        words = [str(ast.literal_eval(text)) for text in re.findall(STRING, match[2])]
        place = f"{path.relative_to(top)}:{source.count(chr(10), 0, match.start()) + 1}"
        yield from _message(match[1], words, place)


def _message(name: str, words: list[str | None] | list[str], place: str) -> Iterator[Message]:
    def at(position: int | None) -> str:
        return (words[position] or "") if position is not None and position < len(words) else ""

    id_at, plural_at, context_at = FUNCTIONS[name]
    if at(id_at):
        yield Message(at(id_at), at(plural_at), at(context_at), place)


def _text(node: ast.expr) -> str | None:
    """A string as it is written in the source; what is computed has no id to translate."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
