"""The duties of budgets that clocks count down to."""
