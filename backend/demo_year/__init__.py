"""A year of the demonstration: the contact centre as full as a landlord's, every word invented."""
