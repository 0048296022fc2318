"""What a single cell means, for every field that is more than text."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from timbalik.lib.spreadsheets.numbers import parse_number
from timbalik.lib.spreadsheets.writing import without_apostrophe
from timbalik.people.importing.places import zone_of_site, zone_of_words
from timbalik.people.importing.word_sets import word_set
from timbalik.people.states import Employment, Salutation

_EMPTY = frozenset({"", "-", "--", "–", "—", "n/a", "na", "#n/a", "null", "nil", "none", "(kosong)", "tidak ada", "."})
ERRORS_OF_FORMULAS = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_GARBLED = re.compile("\N{REPLACEMENT CHARACTER}|Ã[\x80-\xbf©¨«¡³±]|â€")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_is_mail = EmailValidator()

_ACTIVE = word_set(
    """
    active a aktif yes y ya true 1 tetap permanent permanen kontrak contract pkwt pkwtt probation percobaan
    magang intern internship fulltime parttime employed karyawantetap karyawankontrak pegawaitetap capeg
    harian outsource outsourcing pekerjatetap regular temporary mutasi
    """
)
_ON_LEAVE = word_set(
    """
    cuti onleave leave loa cutimelahirkan maternityleave cltp cutidiluartanggungan tugasbelajar
    """
)
_LEFT = word_set(
    """
    inactive nonaktif tidakaktif no n tidak false 0 resign resigned keluar left terminated phk pensiun retired
    berhenti meninggal deceased dismissed endofcontract habiskontrak t
    """
)
_SALUTATIONS = {
    **dict.fromkeys(("pak", "bapak", "bpk", "mr"), Salutation.PAK),
    **dict.fromkeys(("bu", "ibu", "mrs", "ms", "miss"), Salutation.BU),
    **dict.fromkeys(("kak", "kakak"), Salutation.KAK),
    "mas": Salutation.MAS,
    "mbak": Salutation.MBAK,
}
_LANGUAGES = {
    **dict.fromkeys(("id", "ind", "in", "indonesia", "indonesian", "bahasaindonesia", "bahasa", "idid", "inid"), "id"),
    **dict.fromkeys(("en", "eng", "english", "inggris", "bahasainggris", "enus", "engb"), "en"),
}
_NO_MANAGER = frozenset({"nomanager", "nomgr", "tidakadaatasan", "tanpaatasan", "puncak"})
_DUMMY_DOMAINS = word_set(
    """
    namacompany.com namaperusahaan.com company.com perusahaan.com yourcompany.com test.com dummy.com
    domain.com email.com contoh.com abc.com xxx.com example.com
    """
)
_DUMMY_NAMES = re.compile(r"x+|test\d*|dummy\d*|no-?e?mail|tidakada|none|kosong|asdf|no-?reply")


def cleaned(text: str) -> str:
    """The cell without invisible letters, doubled spaces, our own apostrophe, and the many signs for nothing."""
    text = " ".join(_CONTROLS.sub(" ", without_apostrophe(text)).split())
    return "" if is_empty(text) else text


def is_empty(text: str) -> bool:
    return len(text) < 12 and text.strip().casefold() in _EMPTY


def is_garbled(text: str) -> bool:
    """Whether letters were lost by reading the text in a wrong encoding before it came to us (``RenÃ©e``)."""
    return _GARBLED.search(text) is not None


def read_email(text: str) -> str | None:
    """The address in small letters, or None when it is none."""
    address = text.removeprefix("mailto:").strip("<>;,. ").replace(" ", "").lower()
    try:
        _is_mail(address)
    except ValidationError:
        return None
    return address if len(address) <= 254 else None


def is_dummy(address: str) -> bool:
    """Whether somebody typed an address only because the form wanted one."""
    name, _, domain = address.partition("@")
    return domain in _DUMMY_DOMAINS or _DUMMY_NAMES.fullmatch(name) is not None


def read_employment(text: str) -> Employment | None:
    plain = re.sub(r"[^a-z0-9]", "", text.casefold())
    for words, employment in ((_ACTIVE, Employment.ACTIVE), (_LEFT, Employment.LEFT), (_ON_LEAVE, Employment.ON_LEAVE)):
        if plain in words:
            return employment
    return None


def flag_of_leaving(text: str) -> str:
    """A yes under ``Attrition`` as an employment status."""
    read = read_employment(text)
    flipped = {Employment.ACTIVE: Employment.LEFT, Employment.LEFT: Employment.ACTIVE}
    return str(flipped.get(read, text)) if read else text


def read_salutation(text: str) -> Salutation | None:
    return _SALUTATIONS.get(text.casefold().rstrip(". "))


def read_language(text: str) -> str | None:
    return _LANGUAGES.get(re.sub(r"[^a-z]", "", text.casefold()))


def read_time_zone(text: str) -> str | None:
    """``WITA``, ``UTC+8``, ``Asia/Makassar`` or a city."""
    return zone_of_words(text) or (text if text in available_timezones() else None) or zone_of_site(text)


def means_no_manager(text: str) -> bool:
    return re.sub(r"[^a-z]", "", text.casefold()) in _NO_MANAGER


def level_ranks(names: set[str]) -> dict[str, int]:
    """Each level's place in the ladder, where the file shows one: ``3``, ``3,0``, ``Grade 12``, ``III/a``, ``4C``.

    Levels told only by words stay without a rank unless all of them are known words: guessing that a *Principal* stands
    above a *Lead* would be guessing about people.
    """
    for read in (_plain_rank, _graded_rank, _word_rank):
        ranks = {name: rank for name in names if (rank := read(name)) is not None}
        if ranks and len(ranks) == len(names):
            return ranks
    return {}


def _plain_rank(name: str) -> int | None:
    number = parse_number(name)
    if number is None and (match := re.fullmatch(r"[a-z.\s]*?(\d{1,3})", name.casefold())):
        number = parse_number(match[1])
    return int(number) if number is not None and number == int(number) and 0 <= number <= 999 else None


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def _graded_rank(name: str) -> int | None:
    match = re.fullmatch(r"(?:gol\w*\.?\s*)?(\d{1,2}|[ivx]{1,4})\s*[/.\-]?\s*([a-h]?)", name.casefold())
    if match is None:
        return None
    step = int(match[1]) if match[1].isdigit() else _ROMAN.get(match[1])
    return None if step is None else step * 10 + (ord(match[2]) - ord("a") + 1 if match[2] else 0)


_LADDER = (
    "magang intern internship trainee",
    "staff staf officer associate pelaksana operator",
    "seniorstaff staffsenior stafsenior seniorofficer senior",
    "supervisor spv penyelia koordinator lead teamlead",
    "assistantmanager asistenmanajer asmen kepalaseksi",
    "manager manajer kepalabagian",
    "seniormanager manajersenior",
    "generalmanager gm kepaladivisi headofdivision",
    "vicepresident vp svp",
    "director direktur bod",
    "presidentdirector direkturutama dirut ceo presdir",
)
_STEPS = {word: step for step, words in enumerate(_LADDER, 1) for word in words.split()}


def _word_rank(name: str) -> int | None:
    return _STEPS.get(re.sub(r"[^a-z]", "", name.casefold()))


_TITLES_BEFORE = word_set("ir dr drs dra h hj prof kh r rr tb apt drg drh ny tn r.a r.ay")


def joined_name(first: str, middle: str, last: str) -> str:
    return " ".join(part for part in (first, middle, last) if part)


def titled_name(name: str, before: str, after: str) -> str:
    """The name between its titles; ``Ir.`` in a single title column still goes before."""
    if not name:
        return ""
    parts = [part.strip() for part in re.split(r"[,;]", after) if part.strip()]
    leading = [part for part in parts if part.casefold().rstrip(".") in _TITLES_BEFORE]
    trailing = [part for part in parts if part not in leading and part not in name]
    front = " ".join(part for part in [before, *leading] if part and part not in name)
    return ", ".join([f"{front} {name}".strip(), *trailing])
