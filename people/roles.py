"""The roles a person can have: the council's by appointment, the family's by a link to a child."""

from django.db import models


class Role(models.TextChoices):
    """A role of the council's staff, given by an administrator."""

    CASE_OFFICER = "case_officer", "Case officer"
    CASE_MANAGER = "case_manager", "Case manager"
    BOARD_MEMBER = "board_member", "Governance Board member"
    SECOND_CHECKER = "second_checker", "Second checker"
    FINANCE_OFFICER = "finance_officer", "Finance officer"
    FINANCE_APPROVER = "finance_approver", "Finance approver"
    ADMINISTRATOR = "administrator", "Administrator"


class Basis(models.TextChoices):
    """What ties a person to a child (R4.4, R2.2, R2.4)."""

    PARENT = "parent", "Parent"
    HAS_CARE_OF = "has_care_of", "Has care of the child"
    YOUNG_PERSON = "young_person", "Young person"
    REPRESENTATIVE = "representative", "Representative"
    NOMINEE = "nominee", "Nominee for direct payments"


# A nominee deals with the money only: letters addressed to them, never the child's record (actors table).
FAMILY = (Basis.PARENT, Basis.HAS_CARE_OF, Basis.YOUNG_PERSON, Basis.REPRESENTATIVE)
