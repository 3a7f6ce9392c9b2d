"""The intent classifier: TF-IDF of words and of character n-grams, then a linear model.

It ties DIET on clean French and beats it on SMS-style text, trains in less than a minute and starts
at once. The model is kept as plain arrays and a list of n-grams: nothing in it is code. A third
bag, of how words sound, was tried and gained nothing on sentences never seen.
"""

import json
import warnings
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from loge_components import patches
from loge_components.augment import augmented
from loge_components.normaliser import normalise

patches.apply()


_LONGER, _BESIDE = 4, 0.2


class Features:
    """What the linear model sees of a text: two bags of n-grams side by side."""

    def __init__(self, vocabularies: list[list[str]] | None = None) -> None:
        known = vocabularies or [None, None]
        common = {"lowercase": False, "sublinear_tf": True, "dtype": np.float32}
        # An n-gram seen once tells nothing of the next tenant's words.
        pieces = {"ngram_range": (2, 4), "min_df": 2 if vocabularies is None else 1}
        self._bags = [
            TfidfVectorizer(
                analyzer="word",
                token_pattern=r"\S+",  # noqa: S106
                ngram_range=(1, 2),
                vocabulary=known[0],
                **common,
            ),
            TfidfVectorizer(analyzer="char_wb", vocabulary=known[1], **pieces, **common),
        ]

    def fit(self, texts: list[str]) -> csr_matrix:
        """Learn the n-grams and their weights; return the features of the same texts."""
        written = [normalise(text) for text in texts]
        return hstack([bag.fit_transform(written) for bag in self._bags], format="csr")

    def of(self, texts: list[str]) -> csr_matrix:
        """Return the features of texts; a row is empty when nothing in it is known."""
        written = [normalise(text) for text in texts]
        return hstack([bag.transform(written) for bag in self._bags], format="csr")

    @property
    def vocabularies(self) -> list[list[str]]:
        """The n-grams of each bag, in the order of their columns."""
        return [bag.get_feature_names_out().tolist() for bag in self._bags]

    @property
    def weights(self) -> list[np.ndarray]:
        """The inverse document frequencies of each bag."""
        return [bag.idf_ for bag in self._bags]

    def restore(self, weights: list[np.ndarray]) -> None:
        """Put back the frequencies that were learnt."""
        for bag, idf in zip(self._bags, weights, strict=True):
            bag.idf_ = idf


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TfidfIntentClassifier(GraphComponent, IntentClassifier):
    """Ranks every intent with its probability."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The strength of the fit, and the families.

        A higher C trusts the examples more. A family is a prefix of intents that mean one thing in
        several kinds; `apart` names intents that share a prefix and mean something else.
        `courtesies` are what a longer message means only where nothing else is likely.
        """
        return {"C": 30.0, "max_iter": 70, "families": [], "apart": [], "courtesies": []}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._features = Features()
        self._intents: list[str] = []
        self._coefficients = np.zeros((0, 0), dtype=np.float32)
        self._intercepts = np.zeros(0, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TfidfIntentClassifier":
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has an intent, and keep the result."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self.fit([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])
        self._persist()
        return self._resource

    def fit(self, texts: list[str], intents: list[str]) -> None:
        """Learn from examples; each short French one also as it may come by SMS."""
        texts, intents = augmented(texts, intents)
        seen = self._features.fit(texts)
        model = LogisticRegression(
            C=self._config["C"], class_weight="balanced", max_iter=self._config["max_iter"]
        )
        with warnings.catch_warnings():
            # It is stopped early on purpose: three times the steps understand nothing better.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(seen, intents)
        self._intents = model.classes_.tolist()
        self._coefficients = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._intercepts = model.intercept_.astype(np.float32)

    def classify(self, texts: list[str]) -> list[tuple[str, float]]:
        """Return the intent of each text with its family's probability."""
        rows = self.probabilities(texts)
        return [
            self._choose(dict(zip(self._intents, row.tolist(), strict=True)), len(text.split()))
            for text, row in zip(texts, rows, strict=True)
        ]

    def probabilities(self, texts: list[str]) -> np.ndarray:
        """Return a row of probabilities for each text; zeros where nothing is known of it."""
        seen = self._features.of(texts)
        scores = seen @ self._coefficients + self._intercepts
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely = np.asarray(raised / raised.sum(axis=1, keepdims=True))
        likely[np.diff(seen.indptr) == 0] = 0.0
        return likely

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the whole ranking on each message, the intent first.

        The intent is the likeliest of the likeliest family and has the family's probability: eight
        kinds of trouble at one tenth each are a trouble. The ranking keeps each one's own.
        """
        texts = [message.get(TEXT) or "" for message in messages]
        for message, text, row in zip(messages, texts, self.probabilities(texts), strict=True):
            likely = dict(zip(self._intents, row.tolist(), strict=True))
            chosen, sure = self._choose(likely, len(text.split()))
            others = sorted(likely.keys() - {chosen}, key=likely.__getitem__, reverse=True)
            ranking = [{"name": n, "confidence": likely[n]} for n in (chosen, *others)]
            message.set(INTENT, {"name": chosen, "confidence": sure}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _choose(self, likely: dict[str, float], words: int) -> tuple[str, float]:
        mass: dict[str, float] = {}
        for intent, probability in likely.items():
            mass[self._family(intent)] = mass.get(self._family(intent), 0.0) + probability
        family = max(mass, key=mass.__getitem__)
        if family in self._config["courtesies"] and words >= _LONGER:
            # "Bonjour, mon évier est bouché": what comes with the courtesy is the message.
            others = {f: p for f, p in mass.items() if f not in self._config["courtesies"]}
            beside = max(others, key=others.__getitem__)
            family = beside if others[beside] >= _BESIDE else family
        members = (intent for intent in likely if self._family(intent) == family)
        return max(members, key=likely.__getitem__), min(mass[family], 1.0)

    def _family(self, intent: str) -> str:
        if intent in self._config["apart"]:
            return intent
        return next((f for f in self._config["families"] if intent.startswith(f)), intent)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: nothing after this component reads a prediction."""
        return training_data

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            learnt = {"intents": self._intents, "vocabularies": self._features.vocabularies}
            (folder / "names.json").write_text(json.dumps(learnt), encoding="utf-8")
            words, letters = self._features.weights
            np.savez(
                folder / "weights.npz",
                words=words,
                letters=letters,
                coefficients=self._coefficients,
                intercepts=self._intercepts,
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TfidfIntentClassifier":
        """Return the classifier as it was trained."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            learnt = json.loads((folder / "names.json").read_text(encoding="utf-8"))
            arrays = np.load(folder / "weights.npz", allow_pickle=False)
            classifier._intents = learnt["intents"]
            classifier._features = Features(learnt["vocabularies"])
            classifier._features.restore([arrays[n] for n in ("words", "letters")])
            classifier._coefficients = arrays["coefficients"]
            classifier._intercepts = arrays["intercepts"]
        return classifier

    @staticmethod
    def required_packages() -> list[str]:
        """Packages beyond Rasa's own."""
        return ["sklearn", "scipy"]
