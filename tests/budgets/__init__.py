"""Requests, triage, agreements and endings."""
