"""Patches of Rasa 3.6.21's inside; any other version refuses to start.

Three are for speed. Measured on turns with a custom action: 78 % of the processor time re-checked
a constant JSON schema, 7 % looked for an event's class among all subclasses, 12 % planned the same
small graph. Two are for a database that goes away and comes back.
"""

from typing import Any

import rasa
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for
from rasa.core import tracker_store
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event

VERSION = "3.6.21"


class PinnedVersion(RuntimeError):
    """Rasa is not the version that the patches were written and tested for."""


def _validate_once() -> None:
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema, default=Draft7Validator)(schema)
    validator.check_schema(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _look_events_up() -> None:
    search = Event.resolve_by_type
    known: dict[str, type[Event] | None] = {}

    def resolve(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        if type_name not in known:
            found = search(type_name, default)
            if found is default:
                return found
            known[type_name] = found
        return known[type_name]

    Event.resolve_by_type = staticmethod(resolve)


def _order(schema: GraphSchema, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    nodes = schema.minimal_graph_schema(list(targets)).nodes
    ordered: dict[str, tuple[str, ...]] = {}

    def place(name: str) -> None:
        if name in ordered or name not in nodes:
            return
        for needed in nodes[name].needs.values():
            place(needed)
        ordered[name] = tuple(nodes[name].needs.values())

    for name in nodes:
        place(name)
    return list(ordered.items())


def _run_in_order() -> None:
    def run(
        self: DaskGraphRunner,
        inputs: dict[str, Any] | None = None,
        targets: list[str] | None = None,
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        orders = self.__dict__.setdefault("_loge_orders", {})
        if wanted not in orders:
            orders[wanted] = _order(self._graph_schema, wanted)
        # A node is called with pairs (name of the giver, what it gave), inputs included.
        given = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in orders[wanted]:
            given[name] = self._instantiated_nodes[name](*(given.get(need, need) for need in needs))
        return dict(given[name] for name in wanted)

    DaskGraphRunner.run = run


def _survive_the_database() -> None:
    """A lost connection is noticed before its use, and no error prints what a tenant wrote."""
    kept = tracker_store.create_engine_kwargs

    def options(url: Any) -> dict[str, Any]:
        found = kept(url)
        return {**found, "pool_pre_ping": True, "hide_parameters": True} if found else found

    tracker_store.create_engine_kwargs = options


def _fail_without_the_database() -> None:
    """Answering from an empty memory would lose a form silently: the turn fails, and is retried."""

    def refuse(self: tracker_store.FailSafeTrackerStore, error: Exception) -> None:
        raise error

    tracker_store.FailSafeTrackerStore.on_tracker_store_error = refuse
    tracker_store.FailSafeTrackerStore.on_tracker_store_retrieve_error = refuse


_applied = False


def apply() -> None:
    """Patch Rasa, once. Raises PinnedVersion on any other version than the one tested."""
    global _applied
    if rasa.__version__ != VERSION:
        raise PinnedVersion(f"written for Rasa {VERSION}, found {rasa.__version__}")
    if not _applied:
        _validate_once()
        _look_events_up()
        _run_in_order()
        _survive_the_database()
        _fail_without_the_database()
        _applied = True
