"""YAML as people expect it: no `on` as true, no 13:30 as 810, no double key; with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str, ...]
"""Where something stands in a file: keys, and the places in lists counted from 0."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = {
    "tag:yaml.org,2002:bool": (r"^(?:true|false)$", "tf"),
    "tag:yaml.org,2002:null": (r"^(?:null|~|)$", ["n", "~", ""]),
    "tag:yaml.org,2002:int": (r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    "tag:yaml.org,2002:float": (r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    "tag:yaml.org,2002:timestamp": (r"^\d{4}-\d\d-\d\d$", "0123456789"),
}


class _Reader(_Base):  # type: ignore[misc]
    """YAML 1.2's plain scalars on PyYAML's safe constructor."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}

    def construct_day(self, node: Any) -> Any:
        """Return a date; the 30th of February stays a text, for whoever reads it to refuse."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


for _tag, (_pattern, _first) in _PLAIN.items():
    _Reader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))
_Reader.add_constructor("tag:yaml.org,2002:timestamp", _Reader.construct_day)


@dataclass(frozen=True)
class Document:
    """A file's content, the line of every part of it, and the keys that stand twice."""

    content: Any = None
    lines: Mapping[Place, int] = field(default_factory=dict)
    doubles: tuple[tuple[Place, int], ...] = ()

    def line(self, path: Place) -> int:
        """Return the line of a part of the file; of what it would stand in where it is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(path: Path) -> Document:
    """Return the file; raises yaml.YAMLError for tags and bad syntax. Of a double key the first
    value is kept, and the second one told in `doubles`."""
    loader = _Reader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        if node is None:
            return Document()
        doubles = tuple(_without_doubles(node, ()))
        lines = dict(_lines(node, ()))
        return Document(loader.construct_document(node), lines, doubles)
    finally:
        loader.dispose()


def read_yaml(path: Path) -> Any:
    """Return the content of a file alone; raises yaml.YAMLError for a double key too."""
    document = read_document(path)
    for place, line in document.doubles:
        raise yaml.YAMLError(f"line {line}: {'.'.join(place)} stands twice")
    return document.content


def _without_doubles(node: Any, path: Place) -> Iterator[tuple[Place, int]]:
    """Take the second of two equal keys out of the tree, and return where it stood."""
    for key, _, child in _children(node):
        yield from _without_doubles(child, (*path, key))
    if isinstance(node, yaml.MappingNode):
        kept: dict[str, Any] = {}
        for pair in node.value:
            key = str(pair[0].value)
            if key in kept:
                yield (*path, key), pair[0].start_mark.line + 1
            kept.setdefault(key, pair)
        node.value = list(kept.values())


def _lines(node: Any, path: Place) -> Iterator[tuple[Place, int]]:
    for key, line, child in _children(node):
        yield (*path, key), line
        yield from _lines(child, (*path, key))


def _children(node: Any) -> list[tuple[str, int, Any]]:
    """Return what stands in a node: its key, the line of the key, its own node."""
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), key.start_mark.line + 1, child) for key, child in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [(str(n), item.start_mark.line + 1, item) for n, item in enumerate(node.value)]
    return []
