"""The telephone: calls that ring, who answered, what they were about. Any CTI opens one page."""
