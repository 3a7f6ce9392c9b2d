"""The same trouble of one building, once: known, joined, told to everybody who follows it."""
