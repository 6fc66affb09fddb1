"""The roster: plans, children and families brought in from the council's records system."""

from ehcp.roster.importing import import_roster
from ehcp.roster.problems import Problem
from ehcp.roster.report import Report

__all__ = ["Problem", "Report", "import_roster"]
