"""The tests mirror the tree and read as the rules."""
