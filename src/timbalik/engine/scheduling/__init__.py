"""When people can meet: free time across zones, holidays, proposals of slots, a rhythm that is kept.

Plain data in, frozen dataclasses out; the current moment is an argument.
"""
