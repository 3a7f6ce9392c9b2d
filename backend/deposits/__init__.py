"""Deposit links: somebody without the chat drops photos or papers for one purpose."""
