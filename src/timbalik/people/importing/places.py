"""Cities of Indonesia and their time zones; an office in a known city needs no time zone of its own."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
_CITIES = {
    WIB: """
        Jakarta;Jakarta Pusat;Jakarta Selatan;Jakarta Barat;Jakarta Timur;Jakarta Utara;Bandung;Surabaya;
        Semarang;Medan;Palembang;Bekasi;Depok;Tangerang;Tangerang Selatan;Bogor;Cikarang;Karawang;Yogyakarta;
        Jogja;Solo;Surakarta;Malang;Padang;Pekanbaru;Batam;Bandar Lampung;Lampung;Jambi;Bengkulu;Banda Aceh;
        Aceh;Pontianak;Palangkaraya;Palangka Raya;Serang;Cilegon;Cirebon;Sukabumi;Tasikmalaya;Purwokerto;Tegal;
        Magelang;Kudus;Salatiga;Gresik;Sidoarjo;Kediri;Madiun;Jember;Banyuwangi;Mojokerto;Pasuruan;Probolinggo;
        Blitar;Pangkal Pinang;Tanjung Pinang;Bintan;Dumai;Binjai;Pematang Siantar;Lhokseumawe;Bukittinggi;
        Purwakarta;Subang;Cimahi;Singkawang;Sampit;Cibitung;Cibinong
    """,
    WITA: """
        Makassar;Denpasar;Bali;Badung;Mataram;Lombok;Kupang;Balikpapan;Samarinda;Bontang;Banjarmasin;Banjarbaru;
        Tarakan;Manado;Bitung;Palu;Kendari;Gorontalo;Mamuju;Parepare;Ujung Pandang;Nusantara;IKN;Bima;Sumbawa;
        Labuan Bajo;Ende;Maumere;Sorowako;Morowali;Berau;Tenggarong;Sangatta;Nunukan;Kotamobagu;Luwuk;Bau-Bau;
        Gianyar;Ubud
    """,
    WIT: """
        Jayapura;Ambon;Sorong;Manokwari;Timika;Merauke;Ternate;Tidore;Biak;Nabire;Wamena;Fakfak;Tual;Sofifi;
        Tembagapura;Bintuni;Weda;Halmahera
    """,
}
_ABROAD = {
    "singapore": "Asia/Singapore",
    "singapura": "Asia/Singapore",
    "kuala lumpur": "Asia/Kuala_Lumpur",
    "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney",
    "london": "Europe/London",
    "amsterdam": "Europe/Amsterdam",
    "dili": "Asia/Dili",
    "hong kong": "Asia/Hong_Kong",
    "bangkok": "Asia/Bangkok",
    "manila": "Asia/Manila",
}
_NAMES = {city.strip().casefold(): city.strip() for cities in _CITIES.values() for city in cities.split(";")}
_ZONES = {city.strip().casefold(): zone for zone, cities in _CITIES.items() for city in cities.split(";")} | _ABROAD
_ZONE_WORDS = {"wib": WIB, "wita": WITA, "wit": WIT, "gmt+7": WIB, "gmt+8": WITA, "gmt+9": WIT} | {
    "utc+7": WIB,
    "utc+8": WITA,
    "utc+9": WIT,
    "+7:00": WIB,
    "+8:00": WITA,
    "+9:00": WIT,
}
_NEAR = 80


@cache
def zone_of_site(site: str) -> str | None:
    """The time zone of an office, by the longest city in its name (``KC Makassar Panakkukang``)."""
    words = re.findall(r"[a-z]+", site.casefold())
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            if zone := _ZONES.get(" ".join(words[start : start + length])):
                return zone
    return None


@cache
def near_city(site: str) -> str | None:
    """The city that was probably meant (``Jaypura``), or None when the name is simply not a city."""
    found = process.extractOne(site.casefold(), _NAMES.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return _NAMES[found[0]] if found and len(site) >= 4 else None


@cache
def zone_of_words(text: str) -> str | None:
    """``WITA``, ``UTC+8`` as a zone; None where the words mean none."""
    return _ZONE_WORDS.get(re.sub(r"\s", "", text.casefold()).replace("+0", "+").replace(".00", ""))
