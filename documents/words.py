"""What a person reads when a file is not taken or not opened: the design system's own words for uploads."""

# Scans of ten pages and phone photographs are well below it; the scanner takes it in a fraction of a second.
LARGEST_MB = 15
LARGEST = LARGEST_MB * 1024 * 1024
# What a family sends in one go for a request, with room; beyond it they are asked to come back.
MOST_AT_ONCE = 10
# Five times that: enough for any case, and an end to filling the council's store.
MOST_A_DAY = 50

WRONG_KIND = "The selected file must be a PDF, JPEG, PNG, HEIC or DOCX"
TOO_LARGE = f"The selected file must be smaller than {LARGEST_MB}MB"
EMPTY = "The selected file is empty"
PASSWORD = "The selected file is password protected"
VIRUS = "The selected file contains a virus"
FAILED = "The selected file could not be uploaded – try again"
TOO_MANY_AT_ONCE = f"You can only select up to {MOST_AT_ONCE} files at the same time"
TOO_MANY_TODAY = f"You can only upload up to {MOST_A_DAY} files in one day"
UNREADABLE_PDF = "The selected file could not be read as a PDF. Save it as a PDF again, then select it"
ACTIVE_PDF = (
    "The selected PDF has a program or another file inside it. Print it to a new PDF, then select that one"
)
UNREADABLE_DOCX = "The selected file could not be read as a DOCX. Save it again, then select it"

STILL_WAITING = "We are still checking this file for viruses. Try again in a few minutes."
INFECTED = "We found a virus in this file, so it cannot be opened."
UNREADABLE = (
    "We could not check this file for viruses, so it cannot be opened. Ask for it to be uploaded again."
)
CHANGED = (
    "This file is not as it was when it was uploaded, so it cannot be opened. Tell us, and upload it again."
)
AWAY = "This file cannot be opened now. Try again in a few minutes."
