"""Money moved and accounted for: accounts, instalments, quarterly returns."""
