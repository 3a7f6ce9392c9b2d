"""Installs, starts, watches and stops the parts; knows nothing of what they do."""
