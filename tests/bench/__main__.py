"""Run one benchmark, or all; each prints `figure <name> = <number> <unit>`."""

import sys

from tests.bench import campaign, console, imports, operations, reliability, turn

BENCHMARKS = {
    "turn": turn.run,
    "reliability": reliability.run,
    "console": console.run,
    "import": imports.run,
    "campaign": campaign.run,
    "operations": operations.run,
}


def main(names: list[str]) -> int:
    """Run the benchmarks named; say which there are when a name is none of them."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}\n")
        return 2
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
