"""Colours that can be read: WCAG 2.2, 1.4.3 (contrast of text)."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

OWN = "#0b5fa5"
AA = 4.5  # to 1, for text of any size
_STEP = 0.01
_LINEAR = 0.04045  # sRGB: below that a channel is not bent

# What stands behind text, lightest and darkest, in style.css.
LIGHT_GROUNDS = ("#ffffff", "#f3f6f8")
DARK_GROUNDS = ("#14181b", "#1e2429")
# Behind the white initials of people, each as far from its neighbour as can be.
INITIALS = (
    "#0b5fa5",
    "#8a3a00",
    "#1c6b3c",
    "#7a2e8e",
    "#a3123a",
    "#00666b",
    "#5a5200",
    "#4b4bb5",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Accents:
    """The owner's colour as it can be read on light and on dark ground."""

    light: str
    dark: str


def accents_of(colour: str | None) -> Accents:
    """Return the owner's colour, darkened and lightened as far as reading needs it.

    Args:
        colour: As `#rrggbb`; None for our own.
    """
    wished = colour or OWN
    return Accents(
        light=_readable(wished, LIGHT_GROUNDS, step=-_STEP),
        dark=_readable(wished, DARK_GROUNDS, step=_STEP),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    >>> round(contrast("#ffffff", "#000000")), round(contrast("#777777", "#ffffff"), 2)
    (21, 4.48)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: str, grounds: tuple[str, ...], *, step: float) -> str:
    """Return the nearest colour of the same hue with enough contrast to all grounds."""
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while any(contrast(colour, ground) < AA for ground in grounds) and 0 <= light <= 1:
        light += step
        colour = _hex(colorsys.hls_to_rgb(hue, min(1, max(0, light)), saturation))
    return colour


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    """Return the relative luminance as WCAG defines it."""
    red, green, blue = (
        channel / 12.92 if channel <= _LINEAR else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
