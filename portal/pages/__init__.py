"""The pages people see: each fetches, checks a form, calls an act, and shows what came of it."""
