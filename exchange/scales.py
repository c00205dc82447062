"""Bounds of score B2, to tell a slip of the pen; the class follows from the standard of the round."""

from dataclasses import dataclass

from rasoat.workflow import standards

_STANDARD = "std-2022"
"""Lists managed since 2022 are scored by it; a caller with another standard gives its own scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeprivationScale:
    """How score B2 is built: `step` points for each deprived indicator, never above `maximum`."""

    step: int
    maximum: int


def shipped_scale() -> DeprivationScale:
    """Return the scale of the standard of 2022."""
    standard = standards.load(_STANDARD)
    step = standard.b2_per_indicator
    return DeprivationScale(step=step, maximum=step * len(standard.indicators))
