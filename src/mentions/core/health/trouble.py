"""Answers with status 200 that are not the page: captchas, logins, consent, soft 404s.

Asked only of a page on which the link was not found: what shows the link is the page. A false
alarm costs nothing but a look that does not count.
"""

from __future__ import annotations

import re

from mentions.model import Document, Region
from mentions.urls.address import address_of
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import host_of, same_site

# In the markup of challenge pages, and nowhere else.
_CHALLENGES = (
    b"/cdn-cgi/challenge-platform/h/",
    b"cf-chl-",
    b"cf_chl_opt",
    b"geo.captcha-delivery.com",
    b"px-captcha",
    b"_incapsula_resource",
    b"sucuri website firewall",
    b"awswaf.com/",
    b"ddos-guard.net/check",
    b"/.within.website/x/cmd/anubis/",
    b"vercel security checkpoint",
    b"perfdrive.com",
)
# A comment form may hold these as well: they count where hardly anything else is said.
_WIDGETS = (
    b"hcaptcha.com/1/api.js",
    b"js.hcaptcha.com",
    b"challenges.cloudflare.com/turnstile",
    b"google.com/recaptcha",
    b"recaptcha.net/recaptcha",
    b"friendlycaptcha",
    b"datadome",
    b"perimeterx",
)
_WALLS = re.compile(
    r"just a moment|attention required|checking your browser|are you (?:a )?(?:human|robot)"
    r"|not a (?:bot|robot)|verify(?:ing)? (?:that )?you are (?:a )?human|human verification"
    r"|security check(?:point)?|sicherheits(?:über)?prüfung|kein roboter|access (?:to this page "
    r"has been )?denied|zugriff verweigert|unusual traffic|enable javascript|javascript aktivieren"
    r"|ddos protection|request blocked|request unsuccessful|captcha|too many requests"
    r"|access to (?:this|the) (?:site|service|page) has been (?:limited|blocked|restricted)"
    r"|you have been blocked|(?:zugriff|zugang) (?:wurde )?(?:gesperrt|eingeschränkt|blockiert)",
    re.IGNORECASE,
)
_LOGINS = re.compile(
    r"log ?in|sign ?in|log on|anmelden|anmeldung|einloggen|connexion|iniciar sesión|accedi"
    r"|members only|password[ -]protected|passwortgeschützt|protected:|geschützt:"
    r"|this content is private|subscribe to (?:read|continue)|nur für mitglieder",
    re.IGNORECASE,
)
_CONSENTS = re.compile(
    r"before you continue|bevor sie fortfahren|cookie[- ](?:consent|zustimmung|einwilligung)"
    r"|your privacy choices|ihre privatsphäre|we value your privacy|datenschutzeinstellungen"
    r"|age verification|altersverifikation|avant de continuer|inhaltswarnung|content warning"
    r"|(?:your consent|ihrer? (?:zustimmung|einwilligung)|deiner? (?:zustimmung|einwilligung))"
    r"|(?:accept|agree) and continue|(?:akzeptieren|zustimmen) und weiter|votre consentement"
    r"|(?:our|unserer?|nos) (?:[0-9][0-9.,]{0,6} )?(?:partners?|partnern?|partenaires) ",
    re.IGNORECASE,
)
_SOFT_404 = re.compile(
    r"\b404\b|\b410\b|not found|nicht (?:mehr )?(?:gefunden|vorhanden|verfügbar)"
    r"|can(?:no|')t be found|couldn.t find|does ?n[o']t exist|existiert nicht|no longer (?:exists?"
    r"|available)|nothing (?:was )?found|nichts gefunden|page introuvable|no encontrad[ao]"
    r"|non trovat[ao]|niet gevonden|nie znaleziono|hittades inte|ikke fundet|oops",
    re.IGNORECASE,
)
_NOT_THE_SITE = re.compile(
    r"domain (?:is |may be |steht |ist )?(?:for sale|zum verkauf|parked|expired|geparkt)"
    r"|buy this domain|diese domain|account (?:has been )?suspended|konto gesperrt"
    r"|maintenance|wartungs|under construction|im aufbau|coming soon|temporarily unavailable"
    r"|vorübergehend|service unavailable|bad gateway|database (?:connection )?error"
    r"|error establishing|datenbankverbindung|welcome to nginx|apache2? .{0,20}default page"
    r"|internal server error|index of /|website is (?:no longer|offline)",
    re.IGNORECASE,
)
_TITLES = (
    (_WALLS, "asks for a proof that somebody human looks"),
    (_LOGINS, "asks for a login"),
    (_CONSENTS, "asks for consent first"),
    (_SOFT_404, "says that it was not found, though its status is 200"),
    (_NOT_THE_SITE, "shows a notice in place of the page"),
)
_LOGIN_PATH = re.compile(
    r"/(?:wp-login\.php|log-?in|sign-?in|auth|oauth|sso|consent|accounts?/login|users?/sign_in)"
    r"(?:[/?.]|\Z)",
    re.IGNORECASE,
)
_SOFT_404_PATH = re.compile(r"/(?:404|error|not-?found|page-not-found)(?:[/?.]|\Z)", re.IGNORECASE)
# A title longer than this is an article's own; notices are short. Fewer characters of text than
# `LITTLE` are no article either, but a shell that a script fills, or a notice.
_MAX_TITLE, LITTLE, _NOTICE = 90, 200, 1_500


def trouble_in(document: Document, body: bytes, *, asked: str) -> str | None:
    """Return why an answer is not the page that was asked for; None where nothing speaks so.

    Args:
        document: What was read in it.
        body: As it came.
        asked: The address before redirects; the one that answered is the document's.
    """
    return _moved(document.url, asked) or _challenge(document, body) or _notice(document)


def is_home_page(url: str) -> bool:
    """Whether an address is that of a whole site.

    >>> is_home_page("https://blog.example/"), is_home_page("https://blog.example/?p=3")
    (True, False)
    """
    parts = address_of(url)
    return parts is not None and parts.path in {"", "/"} and not parts.query


def is_another_page(url: str, asked: str) -> bool:
    """Whether redirects led from a page to another one, and not to another form of its address.

    >>> is_another_page("https://www.blog.example/a/", "http://blog.example/a")
    False
    """
    return canonical_url(url) != canonical_url(asked)


def words_of(document: Document) -> str:
    """Return all words of what was written on a page."""
    return "\n".join(entry.text for entry in document.entries if entry.text)


def _moved(url: str, asked: str) -> str | None:
    """Return why the address that answered is not the page's."""
    before, after = address_of(asked), address_of(url)
    if before is None or after is None:
        return "led to no web address"
    if is_home_page(url) and not is_home_page(asked):
        return "leads to the home page"
    if not same_site(url, asked):
        return f"leads to another site, {host_of(url)}"
    if _LOGIN_PATH.search(after.path) and not _LOGIN_PATH.search(before.path):
        return "leads to a login"
    if _SOFT_404_PATH.search(after.path) and not _SOFT_404_PATH.search(before.path):
        return "leads to an error page"
    return None


def _challenge(document: Document, body: bytes) -> str | None:
    text = body.lower()
    found = any(mark in text for mark in _CHALLENGES)
    if not found and len(words_of(document)) < _NOTICE:
        found = any(mark in text for mark in _WIDGETS)
    return _TITLES[0][1] if found else None


def _notice(document: Document) -> str | None:
    titles = [document.title, *(entry.title for entry in document.entries)]
    short = [title for title in titles if title and len(title) <= _MAX_TITLE]
    words = words_of(document)
    if len(words) < _NOTICE:
        short.append(words)
    for pattern, why in _TITLES:
        if any(pattern.search(title) for title in short):
            return why
    return None


def is_shell(document: Document, body: bytes) -> bool:
    """Whether a page says next to nothing but runs scripts: they may draw the rest of it."""
    return len(words_of(document)) < LITTLE and b"<script" in body.lower()


def in_frame_only(document: Document, urls: frozenset[str]) -> bool:
    """Whether some links of a page are in its navigation, sidebar or footer alone."""
    links = [link for entry in document.entries for link in entry.links if link.url in urls]
    return bool(links) and all(link.region is Region.CHROME for link in links)
