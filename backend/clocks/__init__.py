"""Clocks of the requests: what was promised, in working time, and how long something waits."""
