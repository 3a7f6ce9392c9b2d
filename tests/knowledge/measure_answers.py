"""What is said to the held-out questions: `python -m tests.knowledge.measure_answers [batch…]`.

Each is put to the product's own service (`backend.answers`), as a tenant's message is, Rasa left
out. Prints the verdicts by style, by language and by landlord, then every question that did not
get its answer: a wrong answer stated is the worst, a wrong choice costs a message, "not known"
costs a call.
"""

import sys
from collections import Counter
from collections.abc import Callable

from knowledge import load
from knowledge.search import Searcher
from tests.knowledge.held_out_cases import RIGHT, VERDICTS, Case, asked, cases


def table(found: list[Case], name: str, key: Callable[[Case], str]) -> str:
    """Return a Markdown table of the verdicts, one line for each value of `key`."""
    lines = [f"| {name} | asked | " + " | ".join(VERDICTS) + " |", "| --- " * 7 + "|"]
    for value in [*sorted({key(case) for case in found}), ""]:
        some = [case for case in found if not value or key(case) == value]
        counts = Counter(case.verdict for case in some)
        shares = (f"{counts[v]} ({100 * counts[v] / len(some):.0f} %)" for v in VERDICTS)
        lines.append(f"| {value or 'all'} | {len(some)} | " + " | ".join(shares) + " |")
    return "\n".join(lines) + "\n\n"


def main(names: list[str]) -> None:
    """Print the tables and the misses."""
    found = asked(Searcher(load()), cases(*names))
    sys.stdout.write(table(found, "style", lambda case: case.style))
    sys.stdout.write(table(found, "language", lambda case: case.lang))
    sys.stdout.write(table(found, "landlord", lambda case: case.landlord or "unknown"))
    for verdict in reversed(VERDICTS):
        for case in found:
            if case.verdict == verdict != RIGHT:
                before = f" (after {case.after})" if case.after else ""
                said, to = ", ".join(case.said), ", ".join(case.to)
                sys.stdout.write(f"{verdict}: {case.q!r}{before}: {said} – wants {to}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
