"""XML that opens nothing: no entities, no document types, no network; broken XML is read on."""

from __future__ import annotations

from typing import TypedDict

from lxml import etree


class Options(TypedDict):
    """What a parser of lxml is told."""

    recover: bool
    resolve_entities: bool
    load_dtd: bool
    no_network: bool
    huge_tree: bool
    remove_comments: bool
    remove_pis: bool


SAFE: Options = {
    "recover": True,
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def root_name(content: bytes) -> str | None:
    """Return the local name of the root of well-formed XML; None where this is none."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return etree.QName(root).localname
