"""Appointments in the agencies, and call-backs: slots, bookings, reminders, arrivals."""
