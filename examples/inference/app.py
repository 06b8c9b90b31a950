"""The Flask application."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

import numpy as np
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from training.data import PIXEL_MAXIMUM
from training.network import LAYERS, Floats, Network

ROUTES = ("/predict",)
MAXIMUM_INSTANCES = 256
MAXIMUM_BODY_BYTES = 1 << 20


@dataclass
class Faults:
    """Injected at run time; written by the thread that reads standard input."""

    extra_seconds: float = 0.0
    error_share: float = 0.0


def create_app(network: Network, faults: Faults) -> Flask:
    """The application."""
    app = Flask("inference")
    app.config["MAX_CONTENT_LENGTH"] = MAXIMUM_BODY_BYTES

    @app.post("/predict")
    def predict() -> ResponseReturnValue:
        images = _images(request.get_json())
        time.sleep(faults.extra_seconds)
        if random.random() < faults.error_share:
            raise InternalServerError("injected failure")
        probabilities = network.probabilities(images)
        return jsonify(
            predictions=probabilities.argmax(axis=1).tolist(),
            probabilities=probabilities.max(axis=1).tolist(),
        )

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> ResponseReturnValue:
        return jsonify(error=error.description), error.code or 500

    return app


def _images(body: object) -> Floats:
    """The request's images. Raises BadRequest."""
    pixels = LAYERS[0]
    instances = body.get("instances") if isinstance(body, dict) else None
    if not isinstance(instances, list) or not 0 < len(instances) <= MAXIMUM_INSTANCES:
        raise BadRequest(f"'instances' must be a list of 1 to {MAXIMUM_INSTANCES} images")
    try:
        images = np.array(instances, np.float32)
    except (TypeError, ValueError, OverflowError):
        images = np.empty(0, np.float32)
    if images.ndim != 2 or images.shape[1] != pixels or not np.isfinite(images).all():
        raise BadRequest(f"an image is a list of {pixels} numbers from 0 to {PIXEL_MAXIMUM}")
    images /= np.float32(PIXEL_MAXIMUM)
    return images
