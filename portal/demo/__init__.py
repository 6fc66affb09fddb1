"""The demonstration: an invented council whose sign-ins anybody may use, on one machine only."""
