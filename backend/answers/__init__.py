"""Serves the knowledge base to the bot and the agents, with source and date."""
