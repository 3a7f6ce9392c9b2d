"""Work orders (*bons de travaux*): what a company or the landlord's own team is asked to do."""
