"""Reads of rounds and proposals, and the sentences that explain them."""

from timbalik.matching.queries.words import concept_names, reasons_in_words, unmatched_in_words

__all__ = ["concept_names", "reasons_in_words", "unmatched_in_words"]
