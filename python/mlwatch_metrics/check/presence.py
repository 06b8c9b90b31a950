"""What a program is, what it leaves out, and whether ranks share the work as the contract says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from ..contract import INFERENCE, TRAINING, Contract
from . import gives
from .exposition import Exposition
from .finding import Finding, some

Kind = Literal["training", "inference"]
KINDS: tuple[Kind, ...] = ("training", "inference")
_CONTRACTS: Mapping[Kind, Contract] = {"training": TRAINING, "inference": INFERENCE}
_GIVES: Mapping[Kind, Mapping[str, str]] = {
    "training": gives.TRAINING,
    "inference": gives.INFERENCE,
}

_OWNED = {name for name, each in TRAINING.metrics.items() if not each.every_rank}
_EVERY_RANK = {name for name, each in TRAINING.metrics.items() if each.every_rank}
# Who exports one of these speaks for the run, whatever its rank.
_OWNER = {"training_loss", "training_run_info", "training_phase"}

# The contract makes about 100 series of a run, and 300 more of 100 metrics in three splits.
_MOST_OF_OWNER = 500
# The contract has 9; as many of one's own are no harm.
_MOST_OF_RANK = 2 * len(_EVERY_RANK)


def kinds_of(exposition: Exposition) -> tuple[Kind, ...]:
    """The contracts that a program follows, by the metrics that it has."""
    return tuple(
        kind
        for kind in KINDS
        if any(
            each.name.startswith(f"{kind}_") and each.samples
            for each in exposition.families.values()
        )
    )


def owns_run(exposition: Exposition) -> bool:
    """Whether it exports what belongs to a run as a whole."""
    names = set(exposition.families)
    return bool(names & _OWNER or (names & _OWNED and not _ranks(exposition) - {"0"}))


def _ranks(exposition: Exposition) -> set[str]:
    return {
        rank
        for name, family in exposition.families.items()
        if name.startswith("training_")
        for rank in family.values("rank")
    }


def presence(exposition: Exposition, kind: Kind) -> Iterator[Finding]:
    """What a program of this kind leaves out or has too much of."""
    own = {
        name: len(each.samples)
        for name, each in exposition.families.items()
        if name.startswith(f"{kind}_")
    }
    if not own:
        yield Finding(
            "violation",
            "nothing-of-contract",
            f"{kind}_*",
            "there is no metric of this contract",
            "see docs/instrumentation.md for the least that a program exports",
        )
        return
    other_rank = kind == "training" and not owns_run(exposition)
    if other_rank:
        yield from _other_rank(exposition, own)
    elif kind == "training":
        yield from _most(sum(own.values()), _MOST_OF_OWNER, "of one process")
    for name, use in _GIVES[kind].items():
        if name not in own and not (other_rank and name in _OWNED):
            yield Finding("hint", "missing-metric", name, use, f"export {name}")


def _other_rank(exposition: Exposition, own: Mapping[str, int]) -> Iterator[Finding]:
    foreign = sorted(_OWNED & set(own))
    if foreign:
        series = sum(own[name] for name in foreign)
        yield Finding(
            "violation",
            "series-of-owner",
            foreign[0] + (f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""),
            f"rank {some(_ranks(exposition))} exports what belongs to the run; on 1024 ranks "
            f"that makes {1024 * series} series",
            "export it on the rank that owns the loss only",
        )
    yield from _most(sum(own.values()), _MOST_OF_RANK, "on a rank that does not own the loss")


def _most(series: int, most: int, where: str) -> Iterator[Finding]:
    if series > most:
        yield Finding(
            "violation",
            "too-many-series",
            "training_*",
            f"{series} series {where}; more than {most} are none that the contract means",
            "drop labels, and what belongs to the run on ranks that do not own the loss",
        )


def ranks(expositions: Mapping[str, Exposition]) -> Iterator[Finding]:
    """Whether the endpoints of several ranks are one owner and others, by their sources."""
    owners: dict[str, list[str]] = defaultdict(list)
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, exposition in expositions.items():
        for run in _runs(exposition, _OWNER):
            owners[run].append(source)
        for run in _runs(exposition, {"training_steps_total"}):
            owners.setdefault(run, [])
        for place in _places(exposition):
            places[place].append(source)
    for run, sources in owners.items():
        which = f"run {run!r}" if run else "the run without a run_id"
        if not sources:
            yield Finding(
                "warning",
                "no-owner",
                "training_loss",
                f"no endpoint exports what belongs to {which}",
                "check the rank that owns the loss too, or say owns_loss=True on it",
            )
        elif len(sources) > 1:
            yield Finding(
                "violation",
                "several-owners",
                "training_loss",
                f"{len(sources)} endpoints speak for {which}: {some(sources)}; sums and joins "
                "count it as often",
                "export what belongs to the run on the rank that owns the loss only",
            )
    for (run, rank), sources in places.items():
        if len(sources) > 1:
            yield Finding(
                "violation",
                "same-rank",
                "training_steps_total",
                f"{some(sources)} are all rank {rank!r} of run {run!r}",
                "give every process its own rank, as its launcher numbers them",
            )


def _runs(exposition: Exposition, names: Iterable[str]) -> set[str]:
    return {
        sample.labels.get("run_id", "")
        for name in names
        if name in exposition.families
        for sample in exposition.families[name].samples
    }


def _places(exposition: Exposition) -> set[tuple[str, str]]:
    return {
        (sample.labels.get("run_id", ""), sample.labels["rank"])
        for name in _EVERY_RANK
        if name in exposition.families
        for sample in exposition.families[name].samples
        if "rank" in sample.labels
    }
