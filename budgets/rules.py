"""Who may do what in budgets."""
