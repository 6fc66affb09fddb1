"""The duties of payments that clocks count down to."""
