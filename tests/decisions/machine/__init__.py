"""A request and its review driven at random: what is lawful, how it is tried, what may never be."""
