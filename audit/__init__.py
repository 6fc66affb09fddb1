"""What was done, and the guarded way of doing it."""
