"""Applicants for a home: access code, the papers' clock, the warning before a refusal."""
