"""What follows by itself, as data: a date, a delay of the knowledge, one message or one task."""
