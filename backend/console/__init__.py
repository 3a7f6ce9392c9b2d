"""The agents' console: sign-in, the desk, the requests, the supervisor's page."""
