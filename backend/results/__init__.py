"""What a survey says: weighted tables, indicators, profiles, files; and what follows for people."""
