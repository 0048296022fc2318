"""The fictional company of the demo: PT Kirana Samudra Nusantara, as an HR file would hold it. Every name is invented."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass
from random import Random

COMPANY = "PT Kirana Samudra Nusantara"
DOMAIN = "kirana.example"

# Unit, site, staff. The sites lie in three time zones.
UNITS = (
    ("Pemasaran", "Jakarta", 38),
    ("Teknologi Informasi", "Bandung", 42),
    ("Ritel", "Surabaya", 40),
    ("Keuangan", "Jakarta", 30),
    ("SDM dan Umum", "Jakarta", 24),
    ("Logistik", "Makassar", 36),
    ("Wilayah Timur", "Jayapura", 24),
)
LEADS = 7  # managers of a unit
LEVELS = ("Staf", "Staf Senior", "Penyelia", "Asisten Manajer", "Manajer", "General Manager", "Direktur")
HEADERS = (
    "NIK", "Nama Lengkap", "Panggilan", "Sapaan", "Email Kantor", "Unit Kerja", "Lokasi", "Jabatan", "Golongan", "Level",
    "Atasan Langsung", "Tanggal Bergabung", "Gaji Pokok", "Agama",
)  # fmt: skip

FIRST_MEN = (
    "Rizky", "Arya", "Deden", "Teuku", "Yohanes", "Bambang", "Agus", "Candra", "Hendra", "Fajar", "Gilang", "Made", "Putu",
    "Ketut", "Ahmad", "Muhammad", "Dimas", "Bayu", "Eko", "Joko", "Poltak", "Frans", "Stefanus", "Andi", "Daeng", "Lukas",
    "Markus", "Wahyu", "Ilham", "Reza", "Galih", "Surya", "Taufik", "Irfan", "Kevin", "Hafiz",
)  # fmt: skip
FIRST_WOMEN = (
    "Dinda", "Wulan", "Aisyah", "Maria", "Rahma", "Ratih", "Yuli", "Ningtyas", "Siti", "Putri", "Dewi", "Ayu", "Ni Luh",
    "Kadek", "Mei Ling", "Nurhayati", "Intan", "Citra", "Laras", "Sekar", "Anjani", "Fitri", "Nabila", "Zahra", "Grace",
    "Ester", "Yuliana", "Kartika", "Tiara", "Melati", "Bunga", "Salsabila", "Hana", "Nadia", "Rosalina", "Febri",
)  # fmt: skip
LAST = (
    "Pratama", "Wijaya", "Saputra", "Nugroho", "Hutabarat", "Simanjuntak", "Siregar", "Harahap", "Lamalera", "Kogoya",
    "Wenda", "Rumbiak", "Suardana", "Mahendra", "Puspitasari", "Lestari", "Wulandari", "Rahmawati", "Hidayat", "Ramadhan",
    "Tanjung", "Lubis", "Pangaribuan", "Gunawan", "Halim", "Santoso", "Setiawan", "Kusuma", "Hartono", "Maulana",
    "Fadhil", "Syahputra", "Manurung", "Tambunan", "Palar", "Kaunang", "Latuconsina", "Pattiasina", "Mandacan", "Daeng Rewa",
)  # fmt: skip
POSITIONS = {
    "Pemasaran": ("Analis Pelanggan", "Pengelola Media Sosial", "Perancang Konten", "Analis Merek"),
    "Teknologi Informasi": ("Analis Data", "Pengembang Aplikasi", "Insinyur Keamanan", "Analis Sistem"),
    "Ritel": ("Pengelola Toko", "Analis Penjualan", "Perencana Produk", "Pengelola Kanal Daring"),
    "Keuangan": ("Analis Keuangan", "Akuntan", "Analis Risiko", "Staf Pajak"),
    "SDM dan Umum": ("Analis Talenta", "Perekrut", "Staf Pembelajaran", "Staf Umum"),
    "Logistik": ("Pengelola Gudang", "Perencana Rute", "Analis Rantai Pasok", "Koordinator Pengantaran"),
    "Wilayah Timur": ("Tenaga Lapangan", "Analis Wilayah", "Pengelola Cabang", "Staf Layanan"),
}


@dataclass(frozen=True)
class Row:
    """One line of the file, in the order of ``HEADERS``; pay and faith are there because real files have them."""

    number: str
    name: str
    called: str
    salutation: str
    email: str
    unit: str
    site: str
    position: str
    grade: str
    level: int
    manager: str
    joined: str
    pay: str
    faith: str


# Those who open the demo's doors. The others are drawn.
COORDINATOR, SPONSOR = "00001", "00002"
MENTEE, MENTOR, ASSISTANT = "00003", "00004", "00005"


def company(seed: int = 2026) -> list[Row]:
    """About 240 people: directors, heads and teams of each unit; everybody's line leads to a director."""
    rng = Random(seed)
    rows: list[Row] = []
    emails = {f"{called.lower()}@{DOMAIN}" for _, _, called, *_ in _NAMED}
    number = 10
    for unit, site, staff in UNITS:
        head = ""
        leads: list[str] = []
        for place in range(staff):
            number += rng.randint(1, 3)
            level = _level(place, rng)
            first = rng.choice(FIRST_MEN if rng.random() < 0.5 else FIRST_WOMEN)
            name, called = _name(first, level, rng)
            manager = SPONSOR if place == 0 else head if place <= LEADS else rng.choice(leads)
            position = f"{LEVELS[level - 1]} {unit}" if level >= 4 else rng.choice(POSITIONS[unit])
            staff_number = f"{number:05d}"
            joined = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{2025 - level * 2 - rng.randint(0, 3)}"
            rows.append(
                Row(
                    staff_number, name, called, _salutation(first, level), _email(name, emails), unit, site, position,
                    LEVELS[level - 1], level, manager, joined, str(5_000_000 + level * 3_500_000), "-",
                )
            )  # fmt: skip
            if place == 0:
                head = staff_number
            elif place <= LEADS:
                leads.append(staff_number)
    return [*_named_people(first_manager=rows[1].number), *rows]


# number, name, called, salutation, unit, position, level, manager, joined
_NAMED = (
    (COORDINATOR, "Suharti", "Suharti", "Bu", "SDM dan Umum", "Pengelola Program", 5, SPONSOR, "02/05/2011"),
    (SPONSOR, "Dr. Ratna Kusumaningrum, S.E., M.M.", "Ratna", "Bu", "Direksi", "Direktur Utama", 7, "", "17/01/2005"),
    (MENTEE, "Ir. Sutrisno, M.M.", "Sutrisno", "Pak", "Direksi", "Direktur Keuangan", 7, SPONSOR, "01/03/2008"),
    (MENTOR, "Dinda Pramesti", "Dinda", "", "Pemasaran", "Analis Pelanggan", 1, "", "05/02/2024"),
    (ASSISTANT, "Yuliana Wenas", "Yuli", "Bu", "Direksi", "Sekretaris Direksi", 2, SPONSOR, "14/08/2016"),
)


def _named_people(first_manager: str) -> list[Row]:
    """The five of the doors. Dinda's line goes through her own unit: a director above her could not be her mentee."""
    return [
        Row(
            number, name, called, salutation, f"{called.lower()}@{DOMAIN}", unit, "Jakarta", position, LEVELS[level - 1], level,
            first_manager if number == MENTOR else manager, joined, "8.500.000", "-",
        )
        for number, name, called, salutation, unit, position, level, manager, joined in _NAMED
    ]  # fmt: skip


def _level(place: int, rng: Random) -> int:
    """One general manager, the managers, then supervisors and staff."""
    if place == 0:
        return 6
    return 5 if place <= LEADS else rng.choices((1, 2, 3, 4), (10, 8, 4, 1))[0]


def _name(first: str, level: int, rng: Random) -> tuple[str, str]:
    """Some have one name, some three and a title, as people here do."""
    draw = rng.random()
    if draw < 0.12:
        return first, first
    name = f"{first} {rng.choice(LAST)}"
    if draw > 0.85:
        name = f"{name} {rng.choice(LAST)}"
    if level >= 5 and rng.random() < 0.6:
        name = rng.choice(
            (f"Ir. {name}, M.T.", f"Dr. {name}", f"Drs. {name}, M.M.", f"H. {name}", f"{name}, S.E., M.M.")
        )
    return name, first


def _salutation(first: str, level: int) -> str:
    if level >= 3:
        return "Bu" if first in FIRST_WOMEN else "Pak"
    return ""


def _email(name: str, taken: set[str]) -> str:
    words = [word.strip(",.").lower() for word in name.split() if "." not in word]
    plain = ".".join(word for word in words[:2] if word.isalpha()) or "karyawan"
    address, number = f"{plain}@{DOMAIN}", 1
    while address in taken:
        number += 1
        address = f"{plain}{number}@{DOMAIN}"
    taken.add(address)
    return address


def hr_file(rows: list[Row]) -> io.BytesIO:
    """The company as a semicolon CSV, the way an Indonesian Excel writes one."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADERS)
    writer.writerows(astuple(row) for row in rows)
    return io.BytesIO(("\ufeff" + text.getvalue()).encode())
