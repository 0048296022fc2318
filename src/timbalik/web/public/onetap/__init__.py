"""One tap from a mail: the link opens a card with the answer ready, and only the card's button acts."""
