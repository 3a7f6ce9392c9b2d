"""The web process's application: `uvicorn backend.asgi:app`."""

from backend import logs
from backend.app import create_app
from backend.config import get_settings

logs.configure()
app = create_app(get_settings())
