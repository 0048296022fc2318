"""One unsurprising factory for each model that tests need; everything invented."""
