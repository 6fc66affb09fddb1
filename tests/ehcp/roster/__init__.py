"""The roster: what it refuses, what it loads, and what it leaves alone."""
