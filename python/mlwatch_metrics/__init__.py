"""Training and inference metrics that the rules of mlwatch understand."""

from .inference import InferenceMetrics
from .push import delete as delete_pushed
from .run import Run
from .training import TrainingMetrics

__all__ = ["InferenceMetrics", "Run", "TrainingMetrics", "delete_pushed"]
