"""Checks of our Rasa components, run by Rasa's own Python: each failed one is a line."""

# ruff: noqa: T201
import asyncio
import json
import sys

import jsonschema
import rasa
from loge_components import patches
from loge_components.normaliser import normalise
from rasa.core import tracker_store
from rasa.core.actions.action import RemoteAction
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event, SlotSet, UserUttered

SPELLINGS = {
    "J'ai pas d'eau": "j ai pas d eau",
    "jveu parlé": "j veu parle",
    "cest pr mon logemen": "c est pour mon logemen",
    "g perdu mon code 7K2M4-QXD9T-F": "j ai perdu mon code xcode",
    "00000-00000-0": "xcode",
    "le bâtiment 12345": "le batiment xnum",
    "appelez le 06 39 98 12 34": "apelez le xfone",
    "vos horraires téléphonniques": "vos horaires telefoniques",
    "kel num ?": "quel numero xquestion",
    "NOOOON": "non",
    "Bonjour madame, à quelle heure fermez vous": "a quele heure fermez vous",
    "bonjour à tous": "bonjour a tous",
    "?": "",
    "😡": "",
}


def check_spelling():
    for written, expected in SPELLINGS.items():
        assert normalise(written) == expected, (written, normalise(written))


def check_version_is_pinned():
    assert rasa.__version__ == patches.VERSION
    rasa.__version__ = "3.6.20"
    try:
        patches.apply()
    except patches.PinnedVersion:
        return
    finally:
        rasa.__version__ = patches.VERSION
    raise AssertionError("another version was patched")


def check_events_are_found():
    patches.apply()
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("user") is UserUttered
    assert Event.resolve_by_type("unheard of", default=SlotSet) is SlotSet
    try:
        Event.resolve_by_type("unheard of")
    except ValueError:
        return
    raise AssertionError("an unknown event was resolved")


def check_results_are_validated():
    action = RemoteAction("an_action", None)
    good = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []}
    assert action._validate_action_result(good)
    for bad in ({"events": [{"event": "nonsense"}]}, {"responses": "text"}, {"events": [{}]}):
        try:
            action._validate_action_result(bad)
        except jsonschema.ValidationError:
            continue
        raise AssertionError(f"accepted {bad}")


def check_graph_runs_in_order():
    class Schema:
        target_names = ["c"]

        class Node:
            def __init__(self, **needs):
                self.needs = needs

        nodes = {"c": Node(x="b", y="a"), "b": Node(x="a"), "a": Node(x="given")}

        def minimal_graph_schema(self, targets):
            return self

    runner = DaskGraphRunner.__new__(DaskGraphRunner)
    runner._graph_schema = Schema()
    runner._instantiated_nodes = {
        name: (lambda *told, name=name: (name, [value for _, value in told])) for name in "abc"
    }
    assert runner.run(inputs={"given": 7}) == {"c": [[[7]], [7]]}
    assert runner.run(inputs={"given": 8}, targets=["b"]) == {"b": [[8]]}


def check_database_loss_fails():
    class Lost:
        domain = event_broker = None

        async def retrieve(self, sender):
            raise ConnectionError

        save = retrieve

    store = tracker_store.FailSafeTrackerStore(Lost())
    for use in (store.retrieve, store.save):
        try:
            asyncio.run(use("somebody"))
        except ConnectionError:
            continue
        raise AssertionError("an empty memory answered")
    options = tracker_store.create_engine_kwargs("postgresql://localhost/loge")
    assert options["pool_pre_ping"]
    assert options["hide_parameters"]


if __name__ == "__main__":
    failed = {}
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            try:
                check()
            except Exception as error:
                failed[name] = repr(error)
    print(json.dumps(failed))
    sys.exit(bool(failed))
