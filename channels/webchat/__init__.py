"""Web chat: the widget that a landlord embeds, and the files of its page."""

from pathlib import Path

WIDGET = Path(__file__).parent / "widget"
