"""The invented words of the demonstration: names, places, provision. No real person, school or place is meant."""

_FIRST = """
Aidan Amara Anoushka Arlo Ayşe Beatrix Bodhi Caoimhe Chidi Cosmo Dariusz Delphine Eilidh Elowen Emrys Esmé
Ewan Fatima Fenn Fleur Gethin Halima Idris Imani Inés Ivo Jago Jaspreet Jørgen Juno Kaia Kit Kwame Lark Leïla
Linus Łucja Maelis Marnie Mateo Merryn Nadia Nia Niamh Oisín Olu Ottilie Perran Pia Quill Rafe Renée Rhiannon
Rio Saoirse Senna Siân Søren Tamsin Tariq Tegan Thea Torin Uma Vesper Wilf Wren Xanthe Yusuf Zadie Zoë
"""
_LAST = """
Aldermoor Ashdyke Barrowcliff Beckhollow Birchenough Bramblewick Brightwater Caddowell Chalkhurst Cobnutt
Copsewood Cragfoot Dappleford Deepling Dewpond Eastmeadow Elderbrook Fallowmere Ferryhope Flintacre Foxbarrow
Furzeland Gorsewell Greenhithe-Moss Hawkridge Heronsgill Hollinbank Ivybeck Kestrelby Kingcup Larkstone
Lindenshaw Littlewold Marlpit Meadowcroft Millrace Moorcock Nettlecombe Nightingale-Özdemir Oatfield
Orchardson Otterbourne-Núñez Pebbleridge Pennywort Quarrendon Quickthorn Redshank Ridgewell Rookhope Rushbrook
Saltmarsh Sedgeley Shepherdswell Silverthorn Sparrowhill Stonechat Swanmoor Tanglewood Thornapple Tidewell
Underhill Vetchling Wagtail Wateravens Whinfield Wildgoose Windrush Woodruff Yarrowby Yewdale O’Sallow
d’Aubépine
"""
FIRST_NAMES, LAST_NAMES = tuple(_FIRST.split()), tuple(_LAST.split())
STREETS = (
    "Mill Lane",
    "Orchard Rise",
    "Quay Street",
    "Long Acre",
    "Church Walk",
    "Bramley Close",
    "Station Road",
    "The Drove",
)
TOWNS = (("Wealdbridge", "WX1"), ("Oakmarsh End", "WX4"), ("Saltwick Bay", "WX7"), ("Upper Thistle", "WX9"))
SETTINGS = (
    "Wealdbridge Primary School", "Oakmarsh End Church of England School", "Saltwick Bay Academy",
    "The Drove Special School", "Upper Thistle Junior School", "Wealdshire College", "Orchard Rise Nursery",
    "Quay Street Secondary School",
)  # fmt: skip
OUTCOMES = (
    "{name} will tell a trusted adult what they need, using words, signs or pictures.",
    "{name} will join in a small group for twenty minutes.",
    "{name} will travel to a known place with one adult beside them.",
    "{name} will read and write what they need for the next stage of education.",
)
PROVISION = (
    ("F", "{name} will have {hours} hours a week of speech and language therapy, by a therapist or an assistant the "
          "therapist trains, in school."),
    ("F", "A trained adult will work with {name} one to one for {hours} hours a week on reading and number."),
    ("F", "{name} will have an occupational therapist’s programme of {hours} hours a week, looked at every term."),
    ("F", "A specialist teacher of deaf children will see {name} for {hours} hours a week."),
    ("F", "{name} will have {hours} hours a week of mentoring to prepare for adult life."),
    ("G", "A community nurse will train staff in {name}’s epilepsy plan every year."),
    ("H1", "{name} will have {hours} hours a week of short breaks with a befriender."),
    ("H2", "The family may use six nights a year of overnight short breaks."),
)  # fmt: skip
NEEDS = (
    "Interpreter for British Sign Language.", "Large print, 18 point.", "Please telephone before you write.",
    "Polish interpreter at meetings.", "Easy read letters.",
)  # fmt: skip
# What people type into a records system, which must stay the text it is.
AWKWARD_WORDS = (
    "=2 hours a week of music therapy (was 1.5), see the annex",
    "+ hydrotherapy, one session a week",
    "-1:1 support at every transition, in and out of class",
    "@home: tuition for three hours a week",
    "Support at unstructured times:\n- arrival\n- break, lunch\n- the journey home, “door to door”",
)
