"""A report as lxml reads it."""

from lxml import html

from mentions.core.summary.model import Summary
from mentions.report.html.page import render_html
from mentions.report.look import Look

DE = Look(language="de")


def tree(summary: Summary, look: Look = DE) -> html.HtmlElement:
    return html.document_fromstring(render_html(summary, look))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def table(page: html.HtmlElement, caption: str) -> list[list[str]]:
    """Return the rows of the table with a caption, its head first."""
    found = [one for one in page.iter("table") if caption in words(one.find("caption"))]
    rows = found[0].iter("tr")
    return [[words(cell) for cell in row if cell.tag in {"th", "td"}] for row in rows]
