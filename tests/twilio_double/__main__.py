"""Serve the double as a process of its own; the first line printed is its address."""

import argparse
import sys
import threading

from tests.twilio_double.server import TwilioDouble


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--list-lag", type=float, default=0.0)
    parser.add_argument("--doubled", action="store_true", help="send every report twice")
    parser.add_argument("--shuffled", type=int, default=None, help="seed that mixes the reports")
    chosen = parser.parse_args()
    with TwilioDouble(port=chosen.port) as twilio:
        twilio.list_lag = chosen.list_lag
        twilio.doubled, twilio.shuffled = chosen.doubled, chosen.shuffled
        sys.stdout.write(f"{twilio.url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
