"""Every obligation: who owes what to whom, by when, met or late."""
