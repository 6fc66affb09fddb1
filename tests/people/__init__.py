"""Tests of the floor of people: who, and who may."""
