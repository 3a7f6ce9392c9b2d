"""Read YAML without its surprises: no tags, no `on` as true, no 13:30 as 810, no double key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

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

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return dict(super().construct_mapping(node, deep))


for _tag, (_pattern, _first) in _PLAIN.items():
    _Reader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def read_yaml(path: Path) -> Any:
    """Return the file's content; raises yaml.YAMLError for tags, double keys, bad syntax."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Reader)  # noqa: S506 (a safe loader)
