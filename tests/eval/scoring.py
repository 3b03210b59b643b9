"""Compares the mentions found in a document with its labels. Pure.

A label names what is expected of each checked field. Three conventions keep labels short:

- an empty string is null: nothing may stand there;
- a list for a field that holds one value names every reading the specification allows;
- a field that is not in the label is not checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentions.model import Mention, iso

LISTS = frozenset(["via", "hashtags", "links"])
FIELDS = (
    *("name", "handle", "kind", "channel", "platform", "text", "via", "hashtags", "links"),
    *("reported_by", "evidence", "url", "published", "published_zone_known"),
)
# A mention whose author or one of these is wrong is a wrong mention, not one with a flaw.
DECISIVE = ("kind", "channel", "platform", "text", "text_start")

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """An expected mention.

    Attributes:
        fields: What is expected of each checked field; `text_start` checks a beginning.
        optional: Neither missed when it is not found nor wrong when it is.
    """

    fields: Fields
    optional: bool = False


@dataclass(kw_only=True, slots=True)
class Score:
    """Counts over documents; `missed` and `wrong` hold a readable line each."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    agreed: dict[str, int] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        """Share of the mentions found that are right; 0.0 when none was found."""
        return _share(self.right, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of the mentions expected that were found."""
        return _share(self.right, self.right + len(self.missed))

    @property
    def accuracy(self) -> dict[str, float]:
        """Share of agreement per field, over all mentions whose author was found."""
        return {name: _share(self.agreed.get(name, 0), n) for name, n in self.checked.items()}

    def report(self) -> str:
        """Say what is wrong, a line each, then the figures."""
        fields = ", ".join(f"{name} {share:.3f}" for name, share in sorted(self.accuracy.items()))
        return "\n".join(
            [
                *(f"missed  {line}" for line in self.missed),
                *(f"wrong   {line}" for line in self.wrong),
                *(f"flaw    {line}" for line in self.flaws),
                f"precision {self.precision:.3f}, recall {self.recall:.3f}, {self.right} right",
                fields,
            ]
        )


def seen(mention: Mention) -> dict[str, Any]:
    """Return a found mention in the fields of the labels; null as an empty string."""
    return {
        "name": mention.author.name or "",
        "handle": mention.author.handle or "",
        "kind": mention.kind.value,
        "channel": mention.channel.value,
        "platform": mention.platform,
        "text": mention.text or "",
        "via": list(mention.via),
        "hashtags": list(mention.hashtags),
        "links": [link.found for link in mention.links],
        "reported_by": mention.reported_by.name if mention.reported_by else "",
        "evidence": mention.evidence.value,
        "url": mention.url or "",
        "published": iso(mention.published) or "",
        "published_zone_known": mention.published_zone_known,
    }


def score(
    score_so_far: Score, document: str, labels: Iterable[Label], found: Iterable[Fields]
) -> None:
    """Add one document, named in the report, to a score."""
    for label, mention in pairs(list(labels), list(found)):
        if label is None and mention is not None:
            score_so_far.wrong.append(f"{document}: {_told(mention)}")
        elif label is not None and not label.optional:
            _count(score_so_far, document, label.fields, mention)


def pairs(labels: list[Label], found: list[Fields]) -> list[tuple[Label | None, Fields | None]]:
    """Pair each label with the found mention of the same author that agrees best with it.

    What has no partner is paired with None. Required labels choose before optional ones.
    """
    candidates = sorted(
        (label.optional, -agreement, i, j)
        for i, label in enumerate(labels)
        for j, mention in enumerate(found)
        if same_author(label.fields, mention)
        for agreement in [sum(agrees(name, label.fields, mention) for name in label.fields)]
    )
    partner: dict[int, int] = {}
    for _, _, i, j in candidates:
        if i not in partner and j not in partner.values():
            partner[i] = j
    alone = set(range(len(found))) - set(partner.values())
    return [
        *((label, found[partner[i]] if i in partner else None) for i, label in enumerate(labels)),
        *((None, found[j]) for j in sorted(alone)),
    ]


def same_author(expected: Fields, found: Fields) -> bool:
    """Whether name or handle agree; where the label has neither, neither may be found."""
    wanted = _names(expected.get("name")) | _names(expected.get("handle"))
    known = _names(found["name"]) | _names(found["handle"])
    return bool(wanted & known) if wanted else not known


def agrees(name: str, expected: Fields, found: Fields) -> bool:
    """Whether one field of a found mention is as its label says; white space is folded."""
    wanted = expected[name]
    if name == "text_start":
        return str(_folded(found["text"])).startswith(_folded(wanted))
    if name in LISTS:
        return [_folded(value) for value in wanted] == [_folded(value) for value in found[name]]
    readings = wanted if isinstance(wanted, list) else [wanted]
    return _folded(found[name]) in [_folded(reading) for reading in readings]


def _count(total: Score, document: str, expected: Fields, found: Fields | None) -> None:
    if found is None:
        total.missed.append(f"{document}: {_told(expected)}")
        return
    off = [name for name in expected if not agrees(name, expected, found)]
    for name in expected:
        total.checked[name] = total.checked.get(name, 0) + 1
        total.agreed[name] = total.agreed.get(name, 0) + (name not in off)
    who = f"{document}: {_told(expected)}"
    differences = [f"{who}: {name} {_found(name, found)!r}, not {expected[name]!r}" for name in off]
    if any(name in DECISIVE for name in off):
        total.missed.append(who)
        total.wrong.extend(["; ".join(differences)])
    else:
        total.right += 1
        total.flaws.extend(differences)


def _told(fields: Fields) -> str:
    who = fields.get("name") or fields.get("handle") or "nobody named"
    text = fields.get("text") or fields.get("text_start") or ""
    text = text[0] if isinstance(text, list) else text
    return f"{who} ({fields.get('kind')}, {fields.get('channel')}) {text[:50]!r}"


def _found(name: str, found: Fields) -> Any:
    return found["text"][:80] if name == "text_start" else found[name]


def _names(value: Any) -> set[str]:
    readings = value if isinstance(value, list) else [value]
    return {_folded(name).lstrip("@").casefold() for name in readings if name}


def _folded(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
