"""Who: children and young people, their families, the council's staff; and who may."""
