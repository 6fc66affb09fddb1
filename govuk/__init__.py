"""How pages look: the form pack, tables, pagers and the base of the admin; no tables, no rules."""
