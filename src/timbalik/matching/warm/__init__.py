"""The numbers of the rounds that somebody works on, kept warm in a process of their own (``docs/decisions/0004``).

``asking`` is what pages use: it reads rows and never a number. ``child`` is the process: it holds tables and never a row.
``answers`` is what travels between them.
"""
