"""What reports that come by themselves need, put together from the config."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentions.cli.forms import Asked, Form, writer_of

if TYPE_CHECKING:
    from pathlib import Path

    from mentions.core.alerts.model import Recipient, Rendered
    from mentions.core.summary.model import Summary
    from mentions.report.look import Look
    from mentions.settings import Settings
    from mentions.tracker.reports.making import Made, Maker, Making, Material
    from mentions.tracker.telling.recipients import Telling


def telling_of(settings: Settings) -> Telling:
    """Return what telling needs; messages are put into words by report/."""
    from mentions.report.to_notice import render_notice
    from mentions.tracker.telling.recipients import telling_of as recipients_of

    return recipients_of(settings, render_notice)


def making_of(settings: Settings) -> Making:
    """Return what making reports needs: every form, and words for those who are sent it."""
    from mentions.settings.reporting import Format
    from mentions.tracker.reports.making import Making

    look = _look(settings)
    return Making(
        makers={one.value: _maker(Form(one.value), look) for one in Format},
        tell=_tell,
        recipients=telling_of(settings).recipients if settings.notify else (),
        clocks=settings.run.zone,
        zone=settings.report.zone or settings.run.zone,
        title=settings.report.title,
    )


def _maker(form: Form, look: Look) -> Maker:
    def make(material: Material, file: Path) -> None:
        asked = Asked(summary=material.summary, look=look, acts=material.acts, news=material.news)
        writer_of(form)(asked, file)

    return make


def _tell(summary: Summary, made: Made, recipient: Recipient) -> Rendered:
    from mentions.report.to_report_notice import render_report_notice

    return render_report_notice(summary, recipient.language, files=made.files, failed=made.failed)


def _look(settings: Settings) -> Look:
    from mentions.report.look import Look

    own = settings.report
    return Look(
        language=own.language or settings.run.language,
        logo=own.logo,
        colour=own.colour,
        reach=own.reach,
    )
