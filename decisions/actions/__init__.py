"""Acts of this floor."""
