import pytest

from timbalik.lib.names import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Suharti", "S"),
        ("Dinda Ayu Pramesti", "DP"),
        ("Ni Luh Putu Ayu Candra Maharani", "NM"),
        ("Dr. H. Bambang Wicaksono Adiputra, S.E., M.B.A.", "BA"),
        ("R.A. Kusumaningtyas Prawirodirdjo, S.H., LL.M.", "KP"),
        ("Ir. Sutrisno, M.M.", "S"),
        ("Pak Sutrisno", "S"),
        ("Bu Ratna Dewi", "RD"),
        ("Mas", "M"),
        ("H.", "H"),
        ("00412", ""),
        ("", ""),
    ],
)
def test_initials_leave_titles_out(name: str, letters: str) -> None:
    assert initials(name) == letters
