"""The plan: outcomes, provision, reviews, and what a family was told."""
