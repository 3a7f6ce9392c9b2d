"""Following a request with its code and the last digits of its telephone."""
