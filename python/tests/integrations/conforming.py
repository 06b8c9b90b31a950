"""What the tests of all frameworks ask of an exposition."""

from __future__ import annotations

import re

from mlwatch_metrics.contract import TRAINING

from ..conftest import Exposed


def conforming(text: Exposed) -> Exposed:
    """The exposition, of which every training metric is of the contract, with its labels."""
    of_training = [each for each in text.samples if each.name.startswith("training_")]
    assert of_training
    for sample in of_training:
        name = re.sub(r"_(bucket|sum|count)$", "", sample.name)
        definition = TRAINING.metrics.get(name) or TRAINING.metrics[sample.name]
        assert sample.labels.keys() - {"le"} == set(definition.labels), sample
        for label, values in definition.values.items():
            assert sample.labels[label] in values, sample
    return text
