"""The duties of decisions that clocks count down to."""
