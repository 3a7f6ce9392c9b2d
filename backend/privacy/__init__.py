"""The rights of who wrote to us: being forgotten."""
