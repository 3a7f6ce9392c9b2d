"""Prints what read_danger sees on each list: `python -m tests.backend.safety.measure`.

`--wrong` prints the messages that are read wrongly too. Each list as first measured, before
anything was changed for it (messages of danger seen; false alarms): held_out 164/171, 14/142 ·
worked_on 184/203, 9/261 · second 91/106, 8/140 · third 71/77, 6/95 · fourth 187/224, 8/198 (its
second half after the first was mended; two alarms on jokes about suicide are kept, and left out of
the list) · fifth 269/326, 24/246 (written to be hard) · sixth 116/129, 7/120 · seventh 168/211,
11/143 · eighth 118/139, 3/115 · ninth 113/155, 6/108 (a lone
"help", missed too, is left out) · tenth 106/108, 2/86 (none chosen to be hard) ·
eleventh 38/42, 0/31 · twelfth 177/200, 12/201 (hard on both sides; after: 196/200, 3/201).
"""

import sys

from tests.backend.safety.lists import NAMES, Message, cases, danger_in


def _wrong(name: str) -> tuple[list[Message], list[Message]]:
    missed = [message for _, message in cases(name, "dangers") if danger_in(message) is None]
    false = [message for _, message in cases(name, "others") if danger_in(message) is not None]
    return missed, false


def main() -> None:
    """Print one line a list."""
    for name in NAMES:
        missed, false = _wrong(name)
        all_dangers, all_others = len(cases(name, "dangers")), len(cases(name, "others"))
        seen = f"seen {all_dangers - len(missed)}/{all_dangers}"
        sys.stdout.write(f"{name}: {seen}, false {len(false)}/{all_others}\n")
        if "--wrong" in sys.argv:
            sys.stdout.writelines(f"  missed  {' / '.join(message)}\n" for message in missed)
            sys.stdout.writelines(f"  false   {' / '.join(message)}\n" for message in false)


if __name__ == "__main__":
    main()
