"""How a report looks: what the owner chose of it, the same for every form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What the owner wants a report to look like.

    Attributes:
        language: In which the report speaks, a BCP 47 tag such as "de".
        title: Above it all where the report has none of its own (`Scope.title`); None lets it
            name its article.
        logo: A picture to stand at the top; None for none.
        colour: Of headings and bars, as `#rrggbb`; None for the program's own.
        reach: Whether followers, likes and the like are added up (`[report] reach`).
    """

    language: str = "en"
    title: str | None = None
    logo: Path | None = None
    colour: str | None = None
    reach: bool = True
