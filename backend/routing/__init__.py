"""Who looks after a request first: which agency of the landlord, and which role in it."""
