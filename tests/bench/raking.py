"""How long the weights of a large survey take, beside an established library on the same."""

import time

import numpy as np
import pandas as pd
import weightipy

from backend.results.raking import Margin, rake
from tests.bench.figures import figure

ROWS, SIZES = 100_000, (3, 5, 8, 6, 2)


def _margins() -> list[Margin]:
    chance, made = np.random.default_rng(7), []
    for number, size in enumerate(SIZES):
        odds, wanted = chance.uniform(0.8, 1.2, (2, size))
        codes = chance.choice(size, ROWS, p=odds / odds.sum())
        made.append(Margin(f"m{number}", codes, wanted / wanted.sum() * ROWS))
    return made


def measure() -> None:
    """Weigh a hundred thousand answers on five margins, both ways."""
    margins = _margins()
    began = time.perf_counter()
    ours = rake(margins)
    figure("raking_100k_s", time.perf_counter() - began, "s")
    people = pd.DataFrame({one.name: one.codes for one in margins})
    targets = {one.name: dict(enumerate(one.targets / ROWS * 100)) for one in margins}
    scheme = weightipy.scheme_from_dict(targets, rim_params={"convcrit": 1e-9})
    began = time.perf_counter()
    theirs = weightipy.weight_dataframe(people, scheme)["weights"].to_numpy()
    figure("raking_weightipy_100k_s", time.perf_counter() - began, "s")
    figure("raking_unlike_weightipy", float(np.abs(ours - theirs).max()) * 1e6, "millionths")
