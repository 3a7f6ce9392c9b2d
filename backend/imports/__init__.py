"""The landlord's own data, as its ERP exports it: read, checked line by line, written at once."""
