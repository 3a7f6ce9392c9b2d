"""Keys with which a landlord's systems open our doors."""
