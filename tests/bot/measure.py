"""How well the trained bot understands sentences that it never saw. Runs in Rasa's environment.

    cd bot && PYTHONPATH=components .venv/bin/python ../tests/bot/measure.py models/NAME.tar.gz

Prints the share understood, by family of intents and by threshold of the fallback; --json prints
every sentence with what was understood, for the gate; --wrong lists the mistakes.
"""

# ruff: noqa: T201
import argparse
import json
from pathlib import Path

import yaml
from rasa.core.agent import load_agent

SETS = ("held_out", "unseen")
QUESTIONS = Path(__file__).parents[1] / "knowledge" / "paraphrases.yaml"


def held_out():
    """Return (set, sentence, meaning); a question of the knowledge base's own set is an `ask`."""
    rows = []
    for name in SETS:
        told = yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text("utf-8"))
        rows += [(name, text, intent) for intent, texts in told.items() for text in texts]
    if QUESTIONS.exists():
        asked = yaml.safe_load(QUESTIONS.read_text("utf-8"))
        rows += [("questions", one["q"], "ask") for one in asked if one.get("to")]
    return rows


async def understood(model):
    """Return each sentence with its meaning, what was understood, how surely, and the ranking."""
    agent = await load_agent(model_path=model)
    found = []
    for name, text, meant in held_out():
        parsed = await agent.parse_message(text)
        ranking = [one for one in parsed["intent_ranking"] if one["name"] != "nlu_fallback"]
        kinds = [
            one["confidence"]
            for one in ranking
            if one["name"].startswith("report_") and one["name"] != "report_vague"
        ]
        best = ranking[0]
        is_kind = best["name"].startswith("report_") and best["name"] != "report_vague"
        sure = sum(kinds) if is_kind else best["confidence"]
        found.append(
            {"set": name, "text": text, "meant": meant, "understood": best["name"], "sure": sure}
        )
    return found


def family(intent):
    """Return what an intent counts as where the kind does not matter."""
    if intent.startswith("report_") and intent != "report_vague":
        return "report"
    return "survey" if intent.startswith("survey") else intent


def share(rows, right):
    """Return how many of the rows are right, in words."""
    hits = sum(map(right, rows))
    return f"{hits:4d}/{len(rows):<4d} {100 * hits / max(1, len(rows)):5.1f} %"


def report(rows, wrong):
    """Print the table."""
    for name in (*SETS, "questions"):
        of_set = [r for r in rows if r["set"] == name]
        print(f"{name:10s} intent ", share(of_set, lambda r: r["understood"] == r["meant"]))
        right = share(of_set, lambda r: family(r["understood"]) == family(r["meant"]))
        print(f"{name:10s} family ", right)
    for meant in sorted({r["meant"] for r in rows}):
        of_it = [r for r in rows if r["meant"] == meant]
        print(f"  {meant:24s}", share(of_it, lambda r: r["understood"] == r["meant"]))
    print("threshold: right family kept, wrong family stopped")
    for threshold in (0.1, 0.14, 0.18, 0.22, 0.26, 0.3, 0.35, 0.4):
        good = [r for r in rows if family(r["understood"]) == family(r["meant"])]
        bad = [r for r in rows if family(r["understood"]) != family(r["meant"])]
        kept = share(good, lambda r, t=threshold: r["sure"] >= t)
        stopped = share(bad, lambda r, t=threshold: r["sure"] < t)
        print(f"  {threshold:.2f}  {kept}   {stopped}")
    for r in rows:
        if wrong and r["understood"] != r["meant"]:
            print(f"  {r['meant']:22s} {r['understood']:22s} {r['sure']:.2f}  {r['text'][:110]}")


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    rows = await understood(options.model)
    if options.json:
        print(json.dumps(rows))
    else:
        report(rows, options.wrong)


if __name__ == "__main__":
    import asyncio
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(main())
