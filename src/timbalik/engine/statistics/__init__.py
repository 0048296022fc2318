"""What the numbers allow us to say: intervals, protection of small groups, and the words that fit a design.

Plain data in, frozen dataclasses out; no Django, no database, no clock.
"""
