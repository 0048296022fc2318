"""Files as HRIS, ATS and e-recruitment give them, for shortlists of potential mentors."""

from __future__ import annotations

from io import BytesIO

HEADERS = (
    "Nomor Induk Karyawan;Sertifikasi;Pelatihan yang diberikan;Nilai Komunikasi;Penilaian Kinerja;Tanggal Lahir;Catatan"
)


def make_talent_file(*rows: str, headers: str = HEADERS) -> BytesIO:
    return BytesIO("\n".join([headers, *rows]).encode())
