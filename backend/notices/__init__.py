"""News of a request, told to its tenant where they read now."""
