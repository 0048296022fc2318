"""How people files in Indonesia name their columns, and which columns we never suggest.

Sources: templates and guides of Talenta, AqtiveHR, ZipHR, SAP SuccessFactors and BambooHR. One more
header is one more word here.
"""

from __future__ import annotations

import re
import unicodedata

from timbalik.people.importing.fields import Field
from timbalik.people.importing.word_sets import word_set

# field: (weight in hundredths, headers as files write them). The weight decides when two columns want one field.
_HEADERS: dict[Field, tuple[tuple[int, str], ...]] = {
    Field.STAFF_NUMBER: (
        (
            100,
            "employee id; employee number; employee no; nomor induk karyawan; nomor induk pegawai; nip; nik karyawan; "
            "nomor karyawan; no karyawan; nomor induk; no induk; staff id; staff number; staff no; user id; userid; "
            "employee #; kode karyawan; id karyawan; id pegawai; nomor pegawai; no pegawai; npk; personnel number; "
            "person number; pernr; worker id; employee code; kode pegawai; nrp; nik/nip",
        ),
        (96, "nik; emp id; empid; emp no; empno; emp code; badge number; no badge; associate id; id number karyawan"),
        (80, "id; no id; kode"),
    ),
    Field.FULL_NAME: (
        (
            100,
            "nama lengkap karyawan; nama lengkap; nama karyawan; nama pegawai; full name; employee name; display name; "
            "nama; name; worker; nama staf; legal name; preferred full name",
        ),
    ),
    Field.FIRST_NAME: ((100, "first name; nama depan; given name; firstname; forename"),),
    Field.MIDDLE_NAME: ((100, "middle name; nama tengah; mi; middle initial"),),
    Field.LAST_NAME: ((100, "last name; nama belakang; surname; family name; lastname"),),
    Field.TITLE_BEFORE: ((100, "gelar depan; title before; prefix title; academic title; prefix"),),
    Field.TITLE_AFTER: ((100, "gelar belakang; gelar; title after; suffix; gelar akademik"),),
    Field.NICKNAME: ((100, "nama panggilan; panggilan; nickname; preferred name; known as; nick name"),),
    Field.SALUTATION: ((100, "sapaan; salutation; honorific; form of address"),),
    Field.EMAIL: (
        (
            100,
            "email kantor; email perusahaan; company email; work email; business email; office email; corporate email; "
            "email kerja; email dinas; surel kantor",
        ),
        (98, "email; e-mail; email address; alamat email; surel; alamat surel; e mail; user email; mail"),
    ),
    Field.UNIT: (
        (100, "department; departemen; unit kerja; unit; nama unit; dept; nama departemen; department name"),
        (
            94,
            "organization; organisasi; organization name; organizational unit; org unit; unit organisasi; satuan kerja",
        ),
        (92, "division; divisi; nama divisi; kode divisi; fungsi; function; direktorat; directorate; bagian; biro"),
        (86, "business unit; team; tim; seksi; section; kode unit; sub departemen"),
    ),
    Field.PARENT_UNIT: (
        (
            90,
            "division; divisi; nama divisi; direktorat; directorate; business unit; parent unit; "
            "induk unit; unit induk",
        ),
        (86, "organization; organisasi; kompartemen; group; grup"),
    ),
    Field.SITE: (
        (100, "lokasi kerja; work location; kantor; office; office location; penempatan; lokasi penempatan; site"),
        (97, "location; lokasi; branch; cabang; nama cabang; branch name; kota; city; alamat kantor; office address"),
        (88, "kode area; area; wilayah; region; regional; kota kerja; work city; kode cabang; branch code; plant"),
    ),
    Field.TIME_ZONE: ((100, "time zone; timezone; zona waktu; zona"),),
    Field.POSITION: (
        (
            100,
            "job position; job title; jabatan; nama jabatan; position; posisi; designation; position title; "
            "business title; jabatan saat ini; pekerjaan; job name; job role; role",
        ),
        (92, "title; kode job title; kode jabatan; occupation"),
    ),
    Field.LEVEL: (
        (
            100,
            "job level; level; level jabatan; tingkat jabatan; golongan; gol; grade; job grade; pangkat; eselon; band; "
            "job band; kelas jabatan; golongan jabatan; employee level; tingkat; pangkat/golongan; pay grade; "
            "golongan gaji; salary grade; management level; employee grade",
        ),
    ),
    Field.MANAGER: (
        (
            100,
            "manager; manager id; line manager; direct manager; atasan langsung; atasan; supervisor; supervisor eid; "
            "supervisor id; direct supervisor; reports to; reporting to; nik atasan; nip atasan; atasan nik; "
            "nama atasan; nama atasan langsung; nik atasan langsung; manager employee id; superior; "
            "id atasan; kode atasan; manager email; email atasan; manager name; manager user id",
        ),
        (88, "approval line; approver; report to; leader"),
    ),
    Field.APPRAISER: (
        (
            100,
            "appraiser; penilai; pejabat penilai; atasan penilai; nik penilai; performance reviewer; "
            "reviewer; evaluator",
        ),
    ),
    Field.EMPLOYMENT: (
        (100, "employment status; status karyawan; status kepegawaian; status pegawai; employee status; status kerja"),
        (95, "active; aktif; status aktif; is active; active status; status keaktifan"),
        (90, "status; employment type; tipe karyawan; jenis karyawan"),
        (60, "attrition; resigned; terminated; sudah keluar; sudah resign"),
    ),
    Field.JOINED_ON: (
        (
            100,
            "join date; joining date; tanggal bergabung; tgl bergabung; hire date; hiredate; tanggal masuk; tgl masuk; "
            "date of joining; start date; tmt kerja; tmt masuk; tanggal mulai kerja; tanggal mulai bekerja; "
            "mulai bekerja; original hire date; date hired; tanggal join; joined on; tmt",
        ),
    ),
    Field.LEFT_ON: (
        (
            100,
            "tanggal resign; resign date; tanggal keluar; tgl keluar; termination date; exit date; last working day; "
            "leaving date; tanggal berhenti; end date; tanggal efektif resign; left on; tgl resign",
        ),
    ),
    Field.LANGUAGE: ((100, "language; bahasa; preferred language; default locale; locale"),),
}

# Words that mark a column as nobody's business here; a header found above comes first (“golongan gaji” is a level).
_PRIVATE_WORDS = word_set(
    """
    gaji salary salaries wage wages upah income penghasilan pay payroll tunjangan allowance allowances bonus
    insentif incentive rate compensation kompensasi remunerasi remuneration pajak tax npwp ptkp bpjs bpjstk
    jamsostek jkn jht lembur overtime hike stock potongan deduction pinjaman loan agama religion faith
    kepercayaan suku etnis ethnic ethnicity race ras kewarganegaraan nationality citizenship lahir birth
    birthday birthdate dob ttl usia umur age kelamin gender sex darah blood kawin nikah perkawinan pernikahan
    marital married spouse istri suami anak children dependents dependent tanggungan keluarga family kandung
    mother father ktp passport paspor sim kitas identitas kk national ssn rekening bank iban hp handphone
    ponsel telepon telp telephone phone mobile whatsapp wa alamat address domisili kodepos postal zip
    disabilitas disability difabel cacat foto photo penyakit health medical kesehatan vaksin darurat emergency
    pendidikan education ijazah satisfaction over18
    """
)
_FLAGS_OF_LEAVING = frozenset({"attrition", "resigned", "terminated", "sudahkeluar", "sudahresign"})


def normalised(header: str) -> str:
    """Letters and digits only (and ``#``): case, spaces, ``_``, ``*``, points and accents do not count."""
    plain = unicodedata.normalize("NFKD", header).casefold()
    return re.sub(r"[^a-z0-9#]", "", plain)


def words_of(header: str) -> list[str]:
    """The words of a header, also where they are run together (``MonthlyIncome``)."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return re.findall(r"[a-z0-9]+", parted.casefold())


def candidates(header: str) -> dict[Field, int]:
    """The fields a header names word for word, with their weights."""
    for text in (header, re.sub(r"\(.*?\)", "", header)):
        if found := _BY_HEADER.get(normalised(text)):
            return found
    return {}


def is_private(header: str) -> bool:
    """Whether the column holds what no programme needs and no page may suggest."""
    return not candidates(header) and any(word in _PRIVATE_WORDS for word in words_of(header))


def is_flag_of_leaving(header: str) -> bool:
    """Whether yes in this column means that somebody left (``Attrition``), the reverse of ``Active``."""
    return normalised(header) in _FLAGS_OF_LEAVING


def known_headers() -> dict[str, dict[Field, int]]:
    """Every known header in its normalised form."""
    return _BY_HEADER


def _by_header() -> dict[str, dict[Field, int]]:
    found: dict[str, dict[Field, int]] = {}
    for field, groups in _HEADERS.items():
        for weight, headers in groups:
            for header in headers.split(";"):
                fields = found.setdefault(normalised(header), {})
                fields[field] = max(weight, fields.get(field, 0))
    return found


_BY_HEADER = _by_header()
