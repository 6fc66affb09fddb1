"""What the invented people on the road say: families, officers and the Board. No real case is meant."""

PLACE = "County Hall, Wealdbridge (an invented place)"
# What a family calls what the roster's plans say, by a word of it, and what kind of support it is.
KINDS = (
    ("speech", "Speech and language therapy at home", "therapy"),
    ("one to one", "Reading and number with a tutor", "tutoring"),
    ("occupational", "Occupational therapy at home", "therapy"),
    ("deaf", "A teacher of deaf children at home", "tutoring"),
    ("mentoring", "A mentor at home", "assistant"),
    ("", "Support at home", "other"),
)
VIEWS = "I like it when the same person comes, and when it is quiet."
VIEWS_HOW = "Told at home, with pictures to choose from"
WHY = (
    "The therapist’s report of this term shows what helps: short sessions in a quiet room with somebody who stays. "
    "The group at school is too large for that."
)
WHY_NOT = (
    "The mentor whom the school employs already works with this child every day, and her last report shows good "
    "progress. A second person for the same hours would cost the county twice and change nothing for the child."
)
SECURED = "The school, with the mentor who works there every day"
ASKED_AGAIN = (
    "The mentor left the school in September and nobody has taken her place. The report the Board read was written "
    "before that."
)
ADDED = "The school’s letter of last week says that it is still looking for a mentor."
CONSIDERED = "Read with the school’s staff list: the post has been empty since September."
MEETING = "They would rather have the answer in writing."
STILL_NOT = (
    "The school appointed a new mentor, who began this month and works the hours in the plan. What the family wrote "
    "was right when it was written, and is answered by that."
)
ENDING = (
    "The clinic near home now offers the same therapy to every child with a plan, at no cost to the family."
)
EVIDENCE = "The clinic’s letter and the costs of the last two terms, side by side"
AFTERWARDS = "The clinic near home, every week from the day after the payments end"
NO_LONGER = "We are moving to live with my aunt and no longer want the payments. Thank you for all your help."
ARRANGED = "Talked through with the aunt by phone: the tutor comes to her house from next week."
EARLY = "We would rather not wait for the next review: the therapist has a place for us now."
REVIEWED = {
    "progress": "Good: four of the six steps in the plan are taken.",
    "child_views": "Said, with pictures, that the tutor may stay.",
    "appropriate": "Yes: the money is used for the tutor only.",
    "sufficient": "Yes, for the hours in the plan.",
    "obligations": "Yes: receipts and statements were shown.",
    "result": "no_change",
    "reasons": "The tutoring works and the accounts are in order.",
}
