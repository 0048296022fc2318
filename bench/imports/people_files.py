"""Seeded people files for the benchmarks: everybody in them is invented."""

from __future__ import annotations

import random
from pathlib import Path

import xlsxwriter


def words(text: str) -> list[str]:
    return text.split()


def headers(text: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split(";")]


HEADERS = headers(
    """
    NIK; Nama Lengkap; Email Kantor; Departemen; Divisi; Jabatan; Golongan; Lokasi Kerja; Atasan Langsung;
    Status Karyawan; Tanggal Bergabung; No. KTP; Tanggal Lahir; Agama; Status Perkawinan; Gaji Pokok; Tunjangan;
    NPWP; BPJS; No. HP; Alamat; Golongan Darah; Nama Ibu Kandung; Pendidikan; No. Rekening; Nama Bank; Suku;
    Jenis Kelamin; Usia; Ukuran Seragam; Sisa Cuti; Kode Biaya; Shift; Parkir; Catatan
    """
)
GIVEN = words(
    "Suharti Ayu Bram Citra Dewi Eko Frans Gita Hendra Intan Joko Kartini Luh Made Nurul Oki Putri Rizky Sari Yohanes"
)
FAMILY = words("Siregar Santoso Wicaksono Tabuni Lestari Rahmawati Hutapea Pratama Maharani Nasution Sitohang Wijaya")
CITIES = words("Jakarta Bandung Surabaya Medan Makassar Denpasar Balikpapan Manado Jayapura Ambon")
POSITIONS = words("Staf Analis Supervisor Manajer Spesialis")


def write_people_file(path: Path, people: int, *, seed: int = 1) -> None:
    """``people`` rows of 35 columns, of which eleven are ours."""
    draw = random.Random(seed)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Aktif")
        sheet.write_row(0, 0, HEADERS)
        for number in range(1, people + 1):
            sheet.write_row(number, 0, _row(number, draw))


def _row(number: int, draw: random.Random) -> list[str | int]:
    name = f"{draw.choice(GIVEN)} {draw.choice(FAMILY)} {draw.choice(FAMILY)}"
    ours: list[str | int] = [
        f"{number:06d}",
        name,
        f"orang{number}@kirana.example",
        f"Departemen {number % 60}",
        f"Divisi {number % 60 % 12}",
        draw.choice(POSITIONS),
        f"{draw.randint(1, 5)}{draw.choice('ABCD')}",
        draw.choice(CITIES),
        f"{number // 8:06d}" if number >= 8 else "",
        draw.choice(("Tetap", "Kontrak")),
        f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/{draw.randint(2001, 2025)}",
    ]
    theirs = [f"317401{draw.randrange(10**10):010d}", f"{draw.randint(1, 28):02d}/07/1990", "-", "TK/0"]
    return [*ours, *theirs, *(draw.randrange(10**6) for _ in range(len(HEADERS) - len(ours) - len(theirs)))]
