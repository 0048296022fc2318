"""Slang and abbreviations written out, and words that say nothing about a subject. One more word is one more entry here."""

from __future__ import annotations

# Written or said → what it stands for. Abbreviations that are names of their own (K3, QRIS, CSR) stay and stand in the lexicon.
_SAID = """
medsos: media sosial | sosmed: media sosial | socmed: social media | hp: ponsel | hape: ponsel | handphone: ponsel | wa: whatsapp
ig: instagram | fb: facebook | yt: youtube | bukalapak: lokapasar | tokped: tokopedia | olshop: toko online | app: aplikasi
bikin: buat | bkin: buat | ngerjain: kerja | kerjaan: kerja | duit: uang | dagang: jual | jualan: jual | jualin: jual | dagangan: jual
ngoding: koding | ngomong: bicara | ngobrol: bicara | ngajar: mengajar | ngajarin: mengajar | ngurus: urus | ngatur: atur
cowok: pria | cewek: perempuan | bos: atasan | boss: atasan | bosku: atasan | miting: rapat | meeting: rapat | meetings: rapat
presentasiin: presentasi | paparan: presentasi | slides: slide | excell: excel | exel: excel | ekcel: excel | pede: percaya diri
gpt: chatgpt | kripto: crypto | cripto: crypto | koding: coding | karir: karier | resiko: risiko | analisa: analisis | praktek: praktik
manajemen: management | managemen: management | manajer: manager | sdm: sdm | hrd: hrd | ojol: kurir | kantoran: kantor | nego: negosiasi
ortu: orang tua | org: orang | karyawannya: karyawan | pegawai: karyawan | staf: karyawan | staff: employee | employees: employee
costumer: customer | kustomer: customer | pembeli: pelanggan | konsumen: pelanggan | client: klien | clients: klien | suplier: supplier
vendor: vendor | anggarannya: anggaran | lapkeu: laporan keuangan | laba: laba | proker: program kerja | kepemimpinan: pemimpin
leadership: leader | gaji: gaji | resign: resign | tiktokan: tiktok | stress: stres | deg: gugup | degdegan: gugup | email: email
e: e | surel: email | imel: email | mail: email | mails: email | wfh: wfh | lowker: lowongan | loker: lowongan | ngelamar: lamar
nabung: tabung | nyari: cari | nyusun: susun | ngitung: hitung | ngukur: ukur | nulis: tulis | nawar: tawar | nagih: tagih
"""

# Words that any offer or wish may hold, in either language.
_EMPTY = """
yang yg dan atau di ke dari dr untuk utk buat dengan dgn pada dalam agar supaya biar bagi oleh itu ini nya sih deh dong kok kan ya yaa lah
saya aku gue gw kami kita anda kamu mereka dia orang punya ada adalah jadi lebih sangat banget bgt sekali juga saja aja doang sudah udah
belum blm akan mau ingin pengen pingin pgn bisa dapat dapet cara caranya bagaimana gimana gmn apa apaan kenapa mengapa kapan siapa mana
sama terus trus lalu kalau kalo kl jika waktu saat tentang soal seputar perihal hal sesuatu tanpa tidak nggak gak ga tdk enggak ngga bukan
jangan lagi masih sering suka tiap setiap semua banyak sedikit beberapa lain baru lama belajar paham ngerti mengerti memahami tahu tau
dasar dasarnya mulai cepat mudah gampang susah sulit baik bagus benar bener rapi kecil besar hari minggu bulan tahun pagi malam sore
memakai pakai pake menggunakan gunakan melakukan lakukan membuat buatan bareng bersama via lewat sampai hingga antar para si sang kayak
a an the and or of for to in on at by with from into about as is are be been being am was were it its this that these those my our your
their his her we i you they he she me us them how what why when where who which do does did doing done make making made use using used get
getting got have has had can could would should will want wants like need needs learn learning understand understanding know knowing more
better good well some any all very much many too also just not no new without through over under up out so if than then there here own
work working help helping thing things stuff someone somebody people way ways basic basics lot bit really explained explain day week month
"""


def _entries(text: str) -> dict[str, str]:
    found = {}
    for entry in text.replace("\n", "|").split("|"):
        said, _, meant = entry.partition(":")
        if said.strip() and said.strip() != meant.strip():
            found[said.strip()] = meant.strip()
    return found


SAID_AS = _entries(_SAID)
EMPTY = frozenset(_EMPTY.split())
