"""Compares pipelines in one run, cross-validates ours, and writes docs/comprehension.md.

    cd bot && PYTHONPATH=components .venv/bin/python ../tests/bot/compare_pipelines.py

Runs in Rasa's environment. The pipelines learn the same few examples of each intent, so that DIET
ends within minutes; ours is cross-validated on everything. Tests are sentences of held_out.yml and
unseen.yml, which stand in no training data.
"""

# ruff: noqa: T201
import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import yaml

HERE = Path(__file__).parent
BOT = HERE.parents[1] / "bot"
PAGE = HERE.parents[1] / "docs" / "comprehension.md"
FOLDS, CONFUSIONS = 5, 20
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(BOT / "components"),
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
OURS = yaml.safe_load((BOT / "config.yml").read_text("utf-8"))["pipeline"]
WORDS = [{"name": "WhitespaceTokenizer"}, {"name": "CountVectorsFeaturizer"}]
LETTERS = {"analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
PIPELINES = {
    "Loge: TF-IDF of words and letters, linear": OURS[:1],
    "Rasa's CountVectors + LogisticRegression": [
        *WORDS,
        {"name": "CountVectorsFeaturizer", **LETTERS},
        {"name": "LogisticRegressionClassifier"},
    ],
    "Rasa's default (DIET, 100 epochs)": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", **LETTERS},
        {"name": "DIETClassifier", "epochs": 100, "entity_recognition": False},
    ],
}


def family(intent):
    """Return what an intent counts as where the kind does not matter."""
    if intent.startswith("report_") and intent != "report_vague":
        return "report"
    return "survey" if intent.startswith("survey") else intent


def training():
    """Return every training example with its intent, once."""
    told = {}
    paths = [*sorted((BOT / "data" / "nlu").glob("*.yml")), BOT / "data/.generated/knowledge.yml"]
    for path in paths:
        for block in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            for line in block["examples"].splitlines():
                told.setdefault(line.strip().removeprefix("- "), block["intent"])
    return [(text, intent) for text, intent in told.items() if text]


def held_out():
    """Return the sentences that stand in no training data, with their intents."""
    rows = []
    for name in ("held_out", "unseen"):
        told = yaml.safe_load((HERE / f"{name}.yml").read_text("utf-8"))
        rows += [(text, intent) for intent, texts in told.items() for text in texts]
    return rows


def few(examples, most):
    """Return at most so many examples of each intent, always the same."""
    of_intent = defaultdict(list)
    for text, intent in examples:
        of_intent[intent].append(text)
    chance = random.Random(1)
    return {i: chance.sample(texts, min(most, len(texts))) for i, texts in of_intent.items()}


def train(pipeline, examples, folder):
    """Train a pipeline in a process of its own; return the model and the seconds of processor."""
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in examples.items()
    ]
    nlu, config = folder / "nlu.yml", folder / "config.yml"
    nlu.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), "utf-8")
    told = {"recipe": "default.v1", "language": "fr", "assistant_id": "x", "pipeline": pipeline}
    config.write_text(yaml.safe_dump(told), "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", str(nlu), "--config"]
    command += [str(config), "--out", str(folder), "--fixed-model-name", "model"]
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return folder / "model.tar.gz", seconds


def parse(model):
    """Print, as JSON, the intents of the held-out sentences, the time of each, and the memory."""
    import asyncio

    from rasa.core.agent import load_agent

    async def run():
        agent = await load_agent(model_path=model)
        await agent.parse_message("bonjour")
        found = []
        for text, _ in held_out():
            began = time.process_time()
            parsed = await agent.parse_message(text)
            found.append((parsed["intent"]["name"], time.process_time() - began))
        return found

    found = asyncio.run(run())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"found": found, "memory": memory}))


def compared(pipeline, examples):
    """Return a table's line: accuracy by intent and family, parse time, memory, training time."""
    with tempfile.TemporaryDirectory() as folder:
        model, seconds = train(pipeline, examples, Path(folder))
        command = [sys.executable, __file__, "--parse", str(model)]
        done = subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    rows = list(zip(held_out(), told["found"], strict=True))
    right = sum(meant == got for (_, meant), (got, _) in rows) / len(rows)
    close = sum(family(meant) == family(got or "") for (_, meant), (got, _) in rows) / len(rows)
    times = sorted(seconds for _, (_, seconds) in rows)
    median, slow = times[len(times) // 2], times[int(0.95 * len(times))]
    return (
        f"{100 * right:.1f} % | {100 * close:.1f} % | {1e3 * median:.1f} / {1e3 * slow:.1f} ms | "
        f"{told['memory']:.0f} MB | {seconds:.0f} s"
    )


def cross_validated():
    """Return (meant, understood) of every training example, each by a model that never saw it."""
    from loge_components.classifier import TfidfIntentClassifier

    examples = training()
    random.Random(2).shuffle(examples)
    config = {**TfidfIntentClassifier.get_default_config(), **OURS[0]}
    pairs = []
    for fold in range(FOLDS):
        seen = [one for at, one in enumerate(examples) if at % FOLDS != fold]
        asked = examples[fold::FOLDS]
        classifier = TfidfIntentClassifier(config, None, None)
        classifier.fit([text for text, _ in seen], [intent for _, intent in seen])
        found = classifier.classify([text for text, _ in asked])
        pairs += [(meant, got) for (_, meant), (got, _) in zip(asked, found, strict=True)]
    return pairs


def cross_table(pairs):
    """Return the accuracy of each intent and the commonest confusions, as tables."""
    right = sum(a == b for a, b in pairs) / len(pairs)
    close = sum(family(a) == family(b) for a, b in pairs) / len(pairs)
    lines = [
        f"{len(pairs)} examples, {FOLDS} folds: **{100 * right:.1f} %** by intent, "
        f"**{100 * close:.1f} %** by family (all reports one family, all of the survey another).",
        "",
        "| intent | examples | understood | mostly taken for |",
        "| --- | ---: | ---: | --- |",
    ]
    for intent in sorted({meant for meant, _ in pairs}):
        got = Counter(b for a, b in pairs if a == intent)
        others = ", ".join(f"{b} {n}" for b, n in got.most_common(4) if b != intent)
        share = 100 * got[intent] / got.total()
        lines.append(f"| {intent} | {got.total()} | {share:.1f} % | {others} |")
    lines += ["", "| meant | understood | times |", "| --- | --- | ---: |"]
    wrong = Counter((a, b) for a, b in pairs if a != b)
    lines += [f"| {a} | {b} | {n} |" for (a, b), n in wrong.most_common(CONFUSIONS)]
    return "\n".join(lines)


def main():
    """Measure, print, and put both tables between the marks of the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parse")
    parser.add_argument("--few", type=int, default=30)
    options = parser.parse_args()
    if options.parse:
        return parse(options.parse)
    lines = [
        f"{options.few} examples of each intent; {len(held_out())} sentences never seen.",
        "",
        "| pipeline | intent | family | parse, median / p95 | memory | training |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    examples = few(training(), options.few)
    for name, pipeline in PIPELINES.items():
        lines.append(f"| {name} | {compared(pipeline, examples)} |")
        print(lines[-1], flush=True)
    write("pipelines", "\n".join(lines))
    write("cross-validation", cross_table(cross_validated()))
    return None


def write(mark, text):
    """Put a text between its marks in the page."""
    begin, end = f"<!-- {mark} -->\n", f"\n<!-- /{mark} -->"
    page = PAGE.read_text("utf-8")
    head, tail = page.split(begin)[0], page.split(end)[1]
    PAGE.write_text(f"{head}{begin}{text}{end}{tail}", "utf-8")


if __name__ == "__main__":
    main()
