"""The Trainer of transformers on two ranks."""

from __future__ import annotations

from mlwatch_metrics import Run, TrainingMetrics
from mlwatch_metrics.integrations.huggingface import MetricsCallback

from ..test_huggingface import trainer
from .ranks import FOLDER, PORT, keep

trained = trainer(FOLDER, include_num_input_tokens_seen="all", ddp_backend="gloo")
with TrainingMetrics(Run.from_environment(), loss_interval=0) as metrics:
    metrics.start_server(PORT, addr="127.0.0.1")
    MetricsCallback(metrics).attach(trained)
    trained.train()
    keep(metrics)
with TrainingMetrics(Run.from_environment()) as alone:
    again = trainer(FOLDER, include_num_input_tokens_seen="all", ddp_backend="gloo")
    again.add_callback(MetricsCallback(alone))
    again.train()
    tokens = sum(
        sample.value
        for family in alone._store.collect()
        for sample in family.samples
        if sample.name == "training_tokens_total"
    )
    (FOLDER / f"alone{alone.run.rank}.txt").write_text(str(tokens))
