"""The digits data set, split into training and validation images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from .network import Floats, Labels

# Pixels are 0..16 in the data set.
PIXEL_MAXIMUM = 16
CLASSES = 10


@dataclass(frozen=True)
class Digits:
    """Images as rows of 64 values in 0..1, labels 0..9."""

    images: Floats
    labels: Labels

    def shard(self, rank: int, world_size: int) -> Digits:
        """Every world_size-th image from rank on: the part of the data one rank trains on."""
        return Digits(self.images[rank::world_size], self.labels[rank::world_size])

    def sample(self, random: np.random.Generator, size: int) -> Digits:
        """A random batch, with replacement."""
        chosen = random.integers(0, len(self.labels), size)
        return Digits(self.images[chosen], self.labels[chosen])


def digits() -> tuple[Digits, Digits]:
    """Training and validation images (four to one), the same split on every rank."""
    images, labels = load_digits(return_X_y=True)
    scaled = (images / PIXEL_MAXIMUM).astype(np.float32)
    train_images, held_images, train_labels, held_labels = train_test_split(
        scaled, labels.astype(np.int64), test_size=0.2, stratify=labels, random_state=0
    )
    return Digits(train_images, train_labels), Digits(held_images, held_labels)
