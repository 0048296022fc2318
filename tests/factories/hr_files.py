"""HR files as they come: a seeded look-alike of an export without names, mail addresses and reporting lines."""

from __future__ import annotations

import csv
import io
from random import Random

DEPARTMENTS = ("Penjualan", "Riset & Pengembangan", "Sumber Daya Manusia")
HEADERS = (
    "Age", "Attrition", "BusinessTravel", "Department", "EmployeeCount", "EmployeeNumber", "Gender", "JobLevel", "JobRole",
    "MaritalStatus", "MonthlyIncome", "Over18",
)  # fmt: skip


def nameless_export(people: int, seed: int = 1) -> io.BytesIO:
    """A CSV with gaps in the staff numbers, five levels, constant columns, and pay that nobody asked for."""
    rng = Random(seed)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    number = 0
    for _ in range(people):
        number += rng.randint(1, 3)
        level = rng.choices((1, 2, 3, 4, 5), (37, 36, 15, 7, 5))[0]
        left = rng.choices(("Yes", "No"), (1, 6))[0]
        place = (rng.randint(18, 60), left, "Travel_Rarely", rng.choice(DEPARTMENTS), 1, number)
        person = (rng.choice(("Male", "Female")), level, "Analis", rng.choice(("Single", "Married")))
        writer.writerow([*place, *person, rng.randint(1000, 20000), "Y"])
    return io.BytesIO(text.getvalue().encode())
