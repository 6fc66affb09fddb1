"""The words people choose from when they ask for a personal budget (rulebook d1)."""

from django.db import models


class RequestKind(models.TextChoices):
    """Why a family asks."""

    NEW = "new", "A new personal budget"
    CHANGE = "change", "A change to a budget you have"
    RENEWAL = "renewal", "To go on with a budget you have"


class HowReceived(models.TextChoices):
    """How a request reached the council (R4.5)."""

    PORTAL = "portal", "In this service"
    PHONE = "phone", "By phone"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By email"
    MEETING = "meeting", "In person"


class HowHeard(models.TextChoices):
    """How a family came to know of personal budgets (F8)."""

    PLAN = "plan", "With a new or amended plan"
    REVIEW = "review", "At the annual review"
    PROJECT = "project", "Invited to a pilot or project"
    OFFICER = "officer", "From your case officer"
    ADVICE = "advice", "From an independent advice service"
    SCHOOL = "school", "From the school or college"
    WEBSITE = "website", "On a website"
    OWN = "own", "Found out yourself"
    OTHER = "other", "In another way"


class Stream(models.TextChoices):
    """Which money a line is asked from; the values are policy's (R21.1)."""

    EDUCATION = "education", "Education"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Social care"


class Mechanism(models.TextChoices):
    """A way to hold a line of a budget; the values are policy's (R1.7)."""

    DIRECT_PAYMENT = "direct_payment", "A direct payment to you"
    NOTIONAL_COUNCIL = "notional_council", "The council holds the money and arranges it"
    NOTIONAL_SETTING = "notional_setting", "The school or college holds the money and arranges it"
    THIRD_PARTY = "third_party", "Paid to a person or organisation who manages it for you"


PAID_OVER = (Mechanism.DIRECT_PAYMENT, Mechanism.THIRD_PARTY)


class Category(models.TextChoices):
    """What kind of support a line pays for (F3)."""

    THERAPY = "therapy", "Therapy"
    TUTORING = "tutoring", "Teaching or tutoring"
    ASSISTANT = "assistant", "A personal or teaching assistant"
    EQUIPMENT = "equipment", "Equipment"
    ACTIVITY = "activity", "An activity or club"
    SHORT_BREAK = "short_break", "A short break"
    TRANSPORT = "transport", "Travel"
    TRAINING = "training", "Training for family or staff"
    SCHOOL_PLACE = "school_place", "A place at a school or college"
    OTHER = "other", "Something else"


class FundingSource(models.TextChoices):
    """What pays for the support now (R9.5)."""

    TOP_UP = "top_up", "Top-up money for the plan"
    SCHOOL_BUDGET = "school_budget", "The school’s or college’s own budget"
    COUNCIL_SERVICE = "council_service", "A service the council runs or buys"
    NOTHING_YET = "nothing_yet", "Nothing pays for it yet"
    UNKNOWN = "unknown", "You do not know"


class DeliveredAt(models.TextChoices):
    """Where the support takes place (R9.1)."""

    HOME = "home", "At home"
    COMMUNITY = "community", "Somewhere else in the community"
    SETTING = "setting", "At a school, college or nursery"


class ProviderType(models.TextChoices):
    """Who would provide the support (R23)."""

    AGENCY = "agency", "An organisation or agency"
    SELF_EMPLOYED = "self_employed", "Somebody self-employed"
    EMPLOYEE = "employee", "Somebody you would employ"
    SUPPLIER = "supplier", "A shop or supplier"
    UNKNOWN = "unknown", "You do not know yet"


class RecipientKind(models.TextChoices):
    """Who would receive the payments; the values are policy's (R5.1)."""

    PARENT = "parent", "The parent or carer"
    YOUNG_PERSON = "young_person", "The young person"
    NOMINEE = "nominee", "Somebody nominated to receive them"


class ScheduleAnswer(models.TextChoices):
    """The answer to the declaration about court orders: never which order (R5.6)."""

    NO = "no", "No"
    YES = "yes", "Yes"
    SPEAK = "speak", "I would rather speak to somebody"


class Manages(models.TextChoices):
    """How the recipient would manage the money (R5.2)."""

    ALONE = "alone", "Without help"
    WITH_HELP = "with_help", "With help"
    UNSURE = "unsure", "Not sure yet"


class Disposition(models.TextChoices):
    """What is done with a request made outside a window; the values are policy's (R4.3)."""

    ACCEPT_EARLY = "accept_early", "Consider it now"
    NEXT_REVIEW = "next_review", "Carry it to the next annual review"
    EARLY_REVIEW = "early_review", "Ask for an early review of the plan"
