"""Reading tables from XLSX and delimited text, and writing them; no Django, no knowledge of people.

A file that somebody uploads is hostile until shown otherwise: it is parsed by ``child``, a process of its own with
little memory and time, and ``reading`` sees only its lines. ``writing`` neutralises what a spreadsheet would run as a
formula.
"""
