"""Who may do what in decisions."""
