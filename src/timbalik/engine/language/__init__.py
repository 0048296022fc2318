"""What somebody means by a few words, in Indonesian or English: a lexicon first, a model of meaning behind the same interface."""
