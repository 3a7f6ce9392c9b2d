"""Workshops for those who said in a survey what would help them: places, invitations, reminders."""
