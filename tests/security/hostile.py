"""What nobody in good faith sends, and where it can be sent: the forms of every page, the names every view reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import timbalik.web

MARK = "kenari-mentah"
HTML = f'"><img src=x onerror=alert(1)>{MARK}<script>{{{{ 7*7 }}}}{{% load x %}}</script>'
HOSTILE: tuple[str, ...] = (
    HTML,
    "\0",
    "=1+1'; DROP TABLE people_person; --\u202egnp.exe\u2066\u200b../../etc/passwd\r\nSet-Cookie: a=b" + "ﷺ" * 3_000,
    "9" * 40,
    "-1",
    "9999-12-31T23:59:59-14:00",
    "00000000-0000-4000-8000-000000000000",
)
READ = re.compile(r"(GET|POST)(?:\.get(?:list)?\(|\[)\"(\w+)\"|\"(\w+)\" in request\.(GET|POST)")


@dataclass
class Form:
    action: str
    fields: dict[str, str]


class _Forms(HTMLParser):
    """The forms of a page that send, with what they would send."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("method", "").lower() == "post"
            if self.inside:
                self.forms.append(Form(said.get("action", ""), {}))
        elif self.inside and tag in {"input", "textarea", "select", "button"} and said.get("name"):
            kept = said.get("type") not in {"radio", "checkbox"} or "checked" in said
            if kept or said["name"] not in self.forms[-1].fields:
                self.forms[-1].fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def forms_of(page: str, url: str) -> Iterator[Form]:
    parser = _Forms()
    parser.feed(page)
    for form in parser.forms:
        form.fields.pop("csrfmiddlewaretoken", None)
        yield Form(form.action or url, form.fields)


def names_read(method: str) -> list[str]:
    """Every name that some view of the web looks up by itself, without a form."""
    names = set()
    for path in Path(timbalik.web.__file__).parent.rglob("*.py"):
        for found in READ.findall(path.read_text(encoding="utf-8")):
            names |= {found[1]} if found[0] == method else set()
            names |= {found[2]} if found[3] == method else set()
    return sorted(names)
