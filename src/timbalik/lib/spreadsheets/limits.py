"""How much a file may ask of us; documented in the import guide."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Measured: 100,000 rows of 35 columns unpack to 143 MB and take the reader 311 MB and 4 s."""

    file_bytes: int = 32 * MEBIBYTE
    members: int = 500
    unpacked_bytes: int = 400 * MEBIBYTE
    # A sheet of constant columns shrinks about 60-fold; deflate alone can reach 1,032.
    packing_ratio: int = 300
    rows: int = 200_000
    columns: int = 400
    cell_characters: int = 5_000
    memory_bytes: int = 480 * MEBIBYTE
    cpu_seconds: int = 60
    wall_seconds: int = 180


DEFAULT = Limits()
