"""SMS through Twilio: texts and their cost, signatures, sending, and the two webhooks."""
