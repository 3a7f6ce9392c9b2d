"""A tenant's telephone at the running product, for the journeys by SMS."""

import httpx
from sqlalchemy import text

from backend.db import make_engine
from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign
from tests.journeys.tenant import PATIENTLY
from tests.journeys.test_sms import form_of, token_of
from tests.servers import LiveServer, until


class Telephone:
    """Sends messages from one number and reads what comes back."""

    def __init__(self, live: LiveServer, number: str) -> None:
        self._live, self._number = live, number

    def received(self) -> list[str]:
        """Return the SMS that it got, oldest first."""
        engine = make_engine(self._live.database_url, pool=1)
        try:
            with engine.connect() as connection:
                query = text('SELECT body FROM simulated_sms WHERE "to" = :number ORDER BY sent_at')
                found = connection.execute(query, {"number": self._number})
                return [str(row[0]) for row in found]
        finally:
            engine.dispose()

    def say(self, body: str) -> list[str]:
        """Send an SMS; return the answers to it."""
        before = len(self.received())
        form = form_of(body, number=self._number)
        signature = sign(self._live.base + INBOUND_PATH, form, token_of(self._live))
        headers = {"X-Twilio-Signature": signature}
        httpx.post(self._live.base + INBOUND_PATH, data=form, headers=headers, **PATIENTLY)
        until(lambda: len(self.received()) > before, 60)
        return self.received()[before:]
