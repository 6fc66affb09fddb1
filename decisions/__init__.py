"""Choices made and questioned: the Governance Board, its decisions, and their reviews."""
