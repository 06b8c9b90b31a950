"""What accelerators can do at their best, by the name that they give themselves."""

from __future__ import annotations

import re

# Dense bfloat16 (V100 and T4: float16) operations per second from the makers' data sheets. The
# first whose words are all in the name.
_PEAKS: tuple[tuple[frozenset[str], float], ...] = tuple(
    (frozenset(words.split()), peak)
    for words, peak in (
        ("B200", 2.25e15),
        ("H200 NVL", 835e12),
        ("H200", 989e12),
        ("H100 PCIE", 756e12),
        ("H100 NVL", 835e12),
        ("H100", 989e12),
        ("A100", 312e12),
        ("L40S", 362e12),
        ("L4", 121e12),
        ("V100 PCIE", 112e12),
        ("V100", 125e12),
        ("T4", 65e12),
        ("MI300X", 1307e12),
    )
)


def peak_flops(device: str) -> float | None:
    """Dense bfloat16 FLOP/s of a device such as `torch.cuda.get_device_name()` names it; None for
    others, which have to be given. It is no peak for training in float32 or float8.
    """
    words = set(re.split(r"[^A-Z0-9]+", device.upper()))
    return next((peak for known, peak in _PEAKS if known <= words), None)
