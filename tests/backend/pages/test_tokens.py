"""The colours of `tokens.css` can be read, in the light and in the dark."""

import re
from pathlib import Path

import pytest

from backend.pages.views import STATIC

TEXT = [
    ("ink", "canvas"), ("ink", "surface"), ("ink", "sunken"), ("ink", "own"),
    ("muted", "canvas"), ("muted", "surface"), ("link", "canvas"), ("link", "surface"),
    ("on-brand", "brand"), ("on-brand", "brand-strong"), ("ink", "warn-surface"),
    ("ink", "danger-surface"), ("ink", "ok-surface"), ("danger", "surface"), ("warn", "surface"),
    ("danger", "canvas"), ("ok", "surface"), ("ok", "ok-surface"), ("warn", "warn-surface"),
    ("danger", "danger-surface"),
]  # fmt: skip
PARTS = [
    ("control", "surface"), ("control", "canvas"), ("focus", "surface"), ("focus", "canvas"),
    ("danger", "surface"), ("ok", "canvas"),
]  # fmt: skip


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--loge-([\w-]+):\s*(#[0-9a-f]{6});", block))


def themes() -> dict[str, dict[str, str]]:
    css = (STATIC / "tokens.css").read_text(encoding="utf-8")
    light = colours(css.split("@media", 1)[0])
    return {
        "light": light,
        "dark by the system": light | colours(css.split("prefers-color-scheme: dark", 1)[1]),
        "dark by choice": light | colours(css.split(':root[data-theme="dark"] {', 1)[1]),
    }


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out(theme: str, text: str, ground: str) -> None:
    shades = themes()[theme]

    assert contrast(shades[text], shades[ground]) >= 4.5


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_borders_and_focus_stand_out(theme: str, part: str, ground: str) -> None:
    shades = themes()[theme]

    assert contrast(shades[part], shades[ground]) >= 3


def test_no_style_sheet_names_another_host() -> None:
    for sheet in Path(STATIC).rglob("*.css"):
        addresses = re.findall(r"url\((?!\"?data:)[^)]*\)|@import", sheet.read_text("utf-8"))
        assert addresses == [], sheet.name
