"""The end of a technical request is its tenant's: is it repaired, and how was it?"""
