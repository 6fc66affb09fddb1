"""What families ask for and what is agreed: requests, agreements, reviews of payments, endings."""
