"""Pages on which a personal budget is asked for: a draft, its parts, its lines, checking it and sending it.

A family writes its own draft. An officer writes one for a family that asked by phone, letter or email (R4.5), on
the same pages, with one more part: how it reached the council.
"""
