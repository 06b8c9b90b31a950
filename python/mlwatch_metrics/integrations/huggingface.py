"""The Trainer of Hugging Face transformers."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from time import perf_counter
from typing import Any

from ..steps import Phase
from ..training import Direction, TrainingMetrics
from .batches import StepParts
from .logged import Logged, masked
from .missing import missing
from .pytorch import LateSteps

try:
    from transformers import TrainerCallback
except ImportError as error:
    raise missing(__name__, "transformers accelerate torch") from error

log = logging.getLogger("mlwatch_metrics")


class MetricsCallback(TrainerCallback):
    """Reports a Trainer's run, on every rank: `Trainer(callbacks=[MetricsCallback(metrics)])`.

    A callback sees the loss only when it is logged, as the mean of `logging_steps` steps, and with
    `logging_nan_inf_filter`, which is on by default, without the steps that were not finite.
    `MetricsCallback(metrics).attach(trainer)` instead sees the loss and gradient norm of each.
    """

    def __init__(
        self, metrics: TrainingMetrics, *, directions: Mapping[str, Direction] | None = None
    ) -> None:
        """`directions`: of metrics whose names do not say whether up or down is good."""
        self._metrics = metrics
        self._logged = Logged(metrics, directions)
        self._late = LateSteps(metrics)
        self._wait = metrics.data_wait()
        self._attempt = metrics.run.attempt
        self._trainer: Any = None
        self._phase: Phase = "init"
        # The phase between evaluations and checkpoints.
        self._home: Phase = "init"
        self._number = self._last_logged = 0
        self._mark = perf_counter()
        self._tokens, self._flops = _Total(), _Total()
        self._flops_before = 0.0
        self._rate: float | None = None
        self._warned = False
        self._parts = StepParts()

    def attach(self, trainer: Any) -> None:
        """Adds the callback to a trainer, and looks at what its steps return: raw losses, gradient
        norms before clipping, and what is in the batches. No wait for the device comes of it.
        """
        self._trainer = trainer
        trainer.add_callback(self)
        step, clip = trainer.training_step, trainer.accelerator.clip_grad_norm_

        def training_step(model: Any, inputs: Any, *rest: Any, **options: Any) -> Any:
            # First, for the step may take the batch apart.
            self._parts.add_batch(inputs)
            loss = step(model, inputs, *rest, **options)
            self._parts.add_loss(loss)
            return loss

        def clip_grad_norm_(*args: Any, **options: Any) -> Any:
            self._parts.gradient_norm = norm = clip(*args, **options)
            return norm

        trainer.training_step = training_step
        trainer.accelerator.clip_grad_norm_ = clip_grad_norm_

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """The ranks and plans of the run are known."""
        run = self._metrics.run
        if (run.rank, run.world_size) != (args.process_index, args.world_size):
            raise ValueError(
                f"this is rank {args.process_index} of {args.world_size}, but its Run says "
                f"rank={run.rank} of world_size={run.world_size}: make it with "
                "Run.from_environment(), or run_from_torch() after TrainingArguments"
            )
        if state.global_step < self._number:
            # Another train(), or one with a smaller batch, from the start.
            self._attempt += 1
            self._metrics.attempt(self._attempt)
        self._number = self._last_logged = state.global_step
        self._tokens.grown(state.num_input_tokens_seen)
        self._flops.grown(state.total_flos)
        if args.metric_for_best_model and args.greater_is_better is not None:
            name = args.metric_for_best_model.removeprefix("eval_")
            self._logged.directions.setdefault(name, "up" if args.greater_is_better else "down")
        self._metrics.plan(steps=state.max_steps, epochs=args.num_train_epochs)
        self._home = "train"
        self._go("train")

    def on_epoch_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """The first batch is on its way."""
        self._wait.start()

    def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """The batches of a step are there."""
        if self._phase == "train":
            self._wait.stop()
        self._go("train")
        if self._trainer is not None:
            self._flops_before = self._trainer.current_flos

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """The learning rate is still that of this step."""
        scheduler = kwargs.get("lr_scheduler")
        self._rate = None if scheduler is None else scheduler.get_last_lr()[0]

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """The optimizer has made a step."""
        self._number = state.global_step
        parts, self._parts = self._parts, StepParts()
        attached = self._trainer is not None
        skipped = attached and self._trainer.accelerator.optimizer_step_was_skipped
        if attached:
            samples, tokens = parts.samples, float(parts.tokens)
            flops = self._trainer.current_flos - self._flops_before
        else:
            samples = state.train_batch_size * args.gradient_accumulation_steps
            # What the state counts, it counts of all ranks, operations when it logs.
            tokens = self._tokens.grown(state.num_input_tokens_seen) / args.world_size
            flops = self._flops.grown(state.total_flos) / args.world_size
        self._metrics.progress(epoch=state.epoch)
        self._late.step(
            parts.loss,
            gradient_norm=parts.gradient_norm,
            number=state.global_step,
            samples=samples,
            tokens=tokens,
            flops=flops,
            learning_rate=self._rate,
            skipped="overflow" if skipped else None,
        )
        self._next(control)

    def on_epoch_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """What comes after the last step of an epoch may begin."""
        self._next(control)

    def on_log(
        self,
        args: Any,
        state: Any,
        control: Any,
        logs: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> None:
        """Losses of the steps since the last log, unless they came one by one."""
        logs = logs or {}
        if self._trainer is None and "loss" in logs:
            self._training_logs(float(logs["loss"]), logs.get("grad_norm"), state.global_step)
        if "loss" in logs:
            self._logged.report(logs, only="train", otherwise="train")
        self._mark = perf_counter()
        self._wait.start()

    def _training_logs(self, loss: float, norm: float | None, step: int) -> None:
        steps, self._last_logged = max(1, step - self._last_logged), step
        if norm is not None:
            norm = float(norm)
            self._metrics.gradient_norm(norm)
        if not masked(loss, norm):
            self._metrics.loss(loss, "train")
            return
        if not self._warned:
            self._warned = True
            log.warning(
                "step %d: the logged loss is 0 and the gradient norm %s: logging_nan_inf_filter "
                "hides losses that are not finite; set it to False, or attach() the callback to "
                "see each step",
                step,
                norm,
            )
        # Had one of these steps been finite, its loss were in the mean.
        for _ in range(steps):
            self._metrics.loss(math.nan, "train")

    def on_prediction_step(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """An evaluation is running, whoever called it."""
        self._go("eval")

    def on_evaluate(
        self,
        args: Any,
        state: Any,
        control: Any,
        metrics: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> None:
        """An evaluation has ended."""
        self._logged.report(metrics or {}, only="validation")
        self._go("checkpoint" if control.should_save else self._home)

    def on_predict(
        self, args: Any, state: Any, control: Any, metrics: Mapping[str, Any], **_: Any
    ) -> None:
        """A test has ended."""
        self._logged.report(metrics, only="test")
        self._go(self._home)

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """A checkpoint is complete."""
        self._metrics.checkpoint_saved(perf_counter() - self._mark)
        self._go(self._home)

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """The run has ended well."""
        self._late.flush()
        self._metrics.finish()
        self._phase = self._home = "done"

    def _next(self, control: Any) -> None:
        # The trainer logs first, then evaluates, then saves.
        if control.should_evaluate:
            self._go("eval")
        elif control.should_save:
            self._go("checkpoint")
        else:
            self._wait.start()

    def _go(self, phase: Phase) -> None:
        self._mark = perf_counter()
        if phase != self._phase:
            self._phase = phase
            self._metrics.enter(phase)
        self._wait.start()


class _Total:
    """A number that only grows."""

    def __init__(self) -> None:
        self._total = 0.0

    def grown(self, total: float) -> float:
        """By how much since it was last asked."""
        before, self._total = self._total, total
        return total - before
