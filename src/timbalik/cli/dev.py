"""``timbalik dev …``: chores of developers."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path

from timbalik.cli import checkout
from timbalik.cli.messages import CATALOGUE, Message, messages_of, problems_of


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("dev", help=_("chores of developers"))
    chores = parser.add_subparsers(dest="chore", required=True, metavar=_("CHORE"))
    messages = chores.add_parser("messages", help=_("bring the catalogues up to date and say what is untranslated"))
    messages.add_argument("--check", action="store_true", help=_("only say it"))
    messages.add_argument("folders", nargs="*", type=Path, help=_("folders of apps (default: all)"))
    messages.set_defaults(run=run_messages)


def run_messages(options: argparse.Namespace) -> int:
    """Write new ids into the catalogues and take out those that nothing says; or only check."""
    source = checkout.required_root() / "src" / "timbalik"
    chosen = [folder.resolve() for folder in options.folders]
    if not options.check:
        for folder, messages in messages_of(source).items():
            if not chosen or folder in chosen:
                update(folder / CATALOGUE, messages)
        checkout.refresh()
    problems = problems_of(source)
    print("\n".join(problems) if problems else _("Every message has its Indonesian."))
    return 1 if problems else 0


def update(path: Path, wanted: set[Message]) -> None:
    """Bring one catalogue to exactly these messages; what was translated stays."""
    import polib  # optional dependency: only a clone has it

    catalogue = polib.pofile(str(path)) if path.is_file() else polib.POFile(wrapwidth=100)
    catalogue.wrapwidth = 100
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "id",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    known = {Message(entry.msgid, entry.msgid_plural, entry.msgctxt or ""): entry for entry in catalogue}
    catalogue[:] = [
        known.get(message)
        or polib.POEntry(
            msgid=message.id,
            msgid_plural=message.plural,
            msgctxt=message.context or None,
            msgstr="",
            msgstr_plural={0: ""} if message.plural else {},
        )
        for message in sorted(wanted, key=lambda one: (one.id, one.context))
    ]
    for entry in catalogue:
        entry.occurrences = []
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
