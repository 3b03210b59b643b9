"""Words of comment sections by language: labels, headings, sentences.

Markup and structure decide wherever there is markup; these rows serve what is left of a page once
its markup is gone. Adding a language is adding rows; the keys only say where a row comes from.
"""

from __future__ import annotations

import re

# What follows a commenter's name: "Jens sagt:".
SAYS = {
    "en": "says|said|wrote|writes|commented",
    "de": "sagt|sagte|schreibt|schrieb|meint|meinte|kommentierte|hat gesagt|hat geschrieben|"
    "hat kommentiert|kommentiert",
    "fr": "dit|a dit|a écrit|écrit|a commenté",
    "es": "dice|dijo|escribió|ha dicho|comentó",
    "it": "dice|ha detto|scrive|ha scritto",
    "pt": "disse|diz|escreveu|comentou",
    "nl": "zegt|zei|schreef|schrijft",
    "sv": "säger|skriver|skrev|sade|sa",
    "da": "siger|skriver|skrev|sagde|sagde dette",
    "pl": "mówi|pisze|napisał|napisała|powiedział|powiedziała",
    "cs": "říká|napsal|napsala|řekl|řekla",
    "hu": "írta|mondta",
    "fi": "sanoo|sanoi|kirjoitti",
    "tr": "diyor ki|dedi ki",
    "ru": "пишет|говорит|сказал|сказала",
    "ja": "より",
    "zh": "说道|说|說道",
}
# What systems put behind a name: of a guest of Drupal, of b2evolution.
NAME_NOTES = {
    "en": "not verified|visitor|member|guest|unregistered|author|post author",
    "de": "nicht überprüft|nicht verifiziert|besucher|mitglied|gast|autor|beitragsautor",
    "fr": "non vérifié|visiteur|membre|invité|auteur",
    "es": "no verificado|visitante|miembro|invitado|autor",
    "it": "non verificato|visitatore|membro|ospite|autore",
    "pt": "não verificado|visitante|membro",
    "nl": "niet gecontroleerd|bezoeker|lid|gast",
    "sv": "inte verifierad|besökare|medlem|gäst",
    "da": "ikke bekræftet|gæst",
    "pl": "niezweryfikowany|gość",
    "ru": "не проверено|гость",
}
# What precedes a name: "Kommentar von Jens", "Posted by: Jens".
COMMENT_BY = {
    "en": "comment by|posted by|submitted by|comment from|left by|written by|liked by|"
    "reposted by|shared by|bookmarked by|mentioned by|favorited by|retweeted by",
    "de": "kommentar von|geschrieben von|verfasst von|beitrag von|eingestellt von|geteilt von|"
    "gelikt von|erwähnt von|gespeichert von",
    "fr": "commentaire par|commentaire de|écrit par",
    "es": "comentario por|comentario de|escrito por",
    "it": "commento di|scritto da",
    "pt": "comentário por|comentário de",
    "nl": "reactie door|reactie van",
    "sv": "kommentar av",
    "da": "kommentar af",
    "pl": "komentarz przez|komentarz od",
    "ru": "комментарий от",
    "ja": "投稿者|名前",
}
# Small words that do the same, but only beside a date: "von der Heide" is a name.
BY = "by|von|par|por|di|door|av|af|przez|от"
PINGBACK = {
    "en": "pingback|ping",
    "fr": "rétroping",
    "ru": "уведомление|пингбек",
    "ja": "ピンバック",
    "zh": "引用通告",
    "ko": "핑백",
    "pl": "powiadomienie",
    "tr": "geri bildirim",
}
TRACKBACK = {
    "en": "trackback",
    "fr": "rétrolien",
    "ja": "トラックバック",
    "zh": "引用",
    "ko": "트랙백",
}
# What a heading above comments counts: "3 Antworten zu ...", "Kommentare (3)".
HEADINGS = {
    "en": "comments?|responses?|repl(?:y|ies)|thoughts?|reactions?|discussion",
    "de": "kommentare?|antwort(?:en)?|gedanken?|reaktion(?:en)?|meinung(?:en)?|rückmeldung(?:en)?",
    "fr": "commentaires?|réponses?|réflexions?|réactions?|avis",
    "es": "comentarios?|respuestas?|pensamientos?|reacciones",
    "it": "commenti|commento|rispost[ae]|pensier[oi]",
    "pt": "comentários?|respostas?|ideias?|pensamentos?",
    "nl": "reacties?|gedachten?|opmerkingen|antwoord(?:en)?",
    "sv": "kommentar(?:er)?|svar|tankar|tanke",
    "da": "kommentar(?:er)?|svar|tanker",
    "nb": "kommentar(?:er)?|svar|tanker",
    "fi": "kommentti[a]?|vastausta?|ajatusta?",
    "pl": "komentarz[ey]?|odpowiedzi|odpowiedź|myśli",
    "cs": "komentář[eů]?|odpověd[iíě]|reakc[eí]",
    "hu": "hozzászólás|válasz",
    "tr": "yorum(?:lar)?|yanıt",
    "ru": "комментари(?:й|я|ев|и)|ответ(?:а|ов)?|отзыв(?:а|ов|ы)?|мыслей",
    "ja": "件のコメント|コメント|件の返信|件のフィードバック",
    "zh": "条评论|條評論|則留言|条回复|评论|留言|评论列表",
}
# The same for what machines left.
PING_HEADINGS = (
    "pingbacks?|trackbacks?|pings?|webmentions?|mentions?|erwähnung(?:en)?|backlinks?|linkbacks?|"
    "tweetbacks?|rétroliens?"
)
ACT_HEADINGS = {
    "like": "likes?|favou?rites?|gefällt mir|j’aime|me gusta",
    "repost": "reposts?|shares?|retweets?|boosts?|geteilt|reblogs?",
    "bookmark": "bookmarks?|lesezeichen",
}
_ONE = "one|ein|eine|einen|un|une|una|uno|um|uma|één|een|en|ett|et|jeden|jedna|один|egy|bir"
# After the count: "zu", "auf", "on", ..., then the title of the post.
_ABOUT = (
    "zu|auf|zum|zur|über|to|on|for|about|sur|à|pour|en|a|sobre|para|su|per|op|over|på|om|til|na|do|"
    "dla|k|ke|на|к|to:|so far|bisher|for this entry"
)

# "A liked this article on b.example": %1, what they did, and where.
ACTS = {
    "like": (
        "liked|likes|favorited|favourited|favorites|geliked|geliket|favorisiert|gefällt|aime|"
        "a aimé|le gusta"
    ),
    "repost": "reposted|retweeted|reblogged|shared|boosted|geteilt|retweetet|rebloggt|weitergesagt",
    "bookmark": "bookmarked|gebookmarkt|gemerkt",
    "reply": "replied to|replied|geantwortet|antwortete",
    "mention": "mentioned|linked to|linking to|erwähnt|verlinkt|erwähnte",
}

_REPLY_ROWS = (
    "reply|reply ↓|antworten|antworten ↓|répondre|responder|rispondi|beantwoorden",
    "reageren|svara|svar|odpowiedz|odpovědět|ответить|返信|回复|vastaa|permalink|permalien",
    "link|edit|bearbeiten|zitieren|quote|melden|report|like|gefällt mir|teilen|share|#",
    "(edit)|log in to reply|zum antworten anmelden|loading...|wird geladen …|delete",
    "löschen",
)
# Lines that are links below a comment and no words of it.
REPLY_LINES = frozenset(word for row in _REPLY_ROWS for word in row.split("|"))
HELD = re.compile(
    r"(?:your comment is (?:awaiting|being held)|(?:dein|ihr) kommentar wartet|wartet auf "
    r"(?:moderation|freischaltung)|muss (?:noch )?freigeschaltet|awaiting moderation|en attente de "
    r"modération|this comment (?:has been|was) (?:removed|deleted)|dieser kommentar wurde "
    r"(?:[^.]{0,60} )?(?:entfernt|gelöscht)|pendiente de moderación|in attesa di moderazione|"
    r"wacht op moderatie|aguardando moderação|oczekuje na moderację|"
    r"ожидает (?:проверки|модерации))",
    re.IGNORECASE,
)
# "My last comment is awaiting moderation, why?": a person says so, not the machine.
NOT_HELD = re.compile(
    r"\?|(?<!\w)(?:my|mine|i|me|mein(?:e[mnrs]?)?|ich|mir|mich|meiner|mon|je|mi|mio|mijn|ik|meu|"
    r"mój|мой)(?!\w)",
    re.IGNORECASE,
)
OLDER = re.compile(
    r"(?:(?:older|newer|previous|next|more|earlier|all) comments|(?:ältere|neuere|vorherige|"
    r"nächste|weitere|frühere) kommentare|commentaires (?:plus )?(?:anciens|récents|précédents|"
    r"suivants)|comentarios (?:más )?(?:antiguos|recientes|anteriores|siguientes)|commenti "
    r"(?:precedenti|successivi|più vecchi)|(?:oudere|nieuwere|vorige|volgende) reacties|"
    r"comentários (?:mais )?(?:antigos|recentes|anteriores)|(?:äldre|nyare|ældre) kommentarer|"
    r"(?:starsze|nowsze) komentarze|старые комментарии|предыдущие комментарии|過去のコメント|"
    r"更早的评论|较旧的评论)",
    re.IGNORECASE,
)


def _any_of(*rows: str) -> str:
    words = {word for row in rows for word in row.split("|")}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_COUNT = rf"(?:\d{{1,6}}|{_ONE})"
_SEPARATORS = r"[\s:.,|/()&+\-–—]"
SAYS_WORD = re.compile(rf"(?<!\w)(?:{_any_of(*SAYS.values())})(?!\w)\s?[:,.…]?", re.IGNORECASE)
# Lines below a trackback: "Weblog: Fugen", "Aufgenommen: Jul 14, 11:42" (Serendipity), "Tracked
# on", of which the date is gone already (TypePad).
FIELD_LINE = re.compile(r"(?:weblog|tracked|aufgenommen)\s?:|tracked on\s*\Z", re.IGNORECASE)
# "Tracked on July 14, 2009": when the ping came, in a line of its own.
DATE_LABEL = re.compile(
    r"(?:tracked on|received on|verfolgt am|aufgenommen am|empfangen am|notifié le)\s",
    re.IGNORECASE,
)
NAME_NOTE = re.compile(rf"\s*[\[(](?:{_any_of(*NAME_NOTES.values())})[\])]\s*", re.IGNORECASE)
# "says:", "disse..." and nothing behind it; without the mark it could be a name.
SAYS_LAST = re.compile(
    rf"(?<!\w)(?:{_any_of(*SAYS.values())})\s?(?:[:：…]|\.{{3}})\s*\Z", re.IGNORECASE
)
_BY_WORDS = "by|from|von|de|par|por|di|da|door|av|af"
COMMENT_LABEL = re.compile(
    rf"\s*(?:{_any_of(*COMMENT_BY.values())})(?!\w)\s?[:：]?\s*", re.IGNORECASE
)
BY_LABEL = re.compile(rf"\s*(?:{BY})(?!\w)\s?[:：]?\s*", re.IGNORECASE)


def _ping_label(nouns: dict[str, str]) -> re.Pattern[str]:
    """Match "Pingback:", "[Pingback]", "Pingback von": the bare word could begin a sentence."""
    noun = _any_of(*nouns.values())
    return re.compile(
        rf"\s*[\[(]?(?:{noun})(?!\w)[\])]?(?:\s(?:{_BY_WORDS})(?!\w)\s?[:：]?|\s?[:：]|(?=\s*$))\s*",
        re.IGNORECASE,
    )


PINGBACK_LABEL = _ping_label(PINGBACK)
TRACKBACK_LABEL = _ping_label(TRACKBACK)
_NOUNS = "|".join(HEADINGS.values())
# Without a count only these announce comments: "Reaktionen" may head any list.
_BARE_NOUNS = (
    "comments?|discussion|responses|replies|kommentare?|commentaires?|comentarios?|commenti|"
    "comentários?|reacties|kommentarer|kommentti[a]?|komentarze?|komentáře|hozzászólás(?:ok)?|"
    "yorum(?:lar)?|комментарии|コメント|评论|留言|评论列表"
)
# "Kommentare", "Kommentare (3)", "3 Antworten zu „T“", "One thought on “T”", "3件のコメント".
COMMENT_HEADING = re.compile(
    rf"\s*(?:(?P<bare>(?:{_BARE_NOUNS}){_SEPARATORS}{{0,4}}(?P<after>\d{{0,6}}){_SEPARATORS}{{0,3}})$"
    rf"|(?P<count>{_COUNT})\s?(?:{_NOUNS})(?!\w)\s?(?P<about>(?:{_ABOUT})(?!\w))?)",
    re.IGNORECASE,
)
PING_HEADING = re.compile(
    rf"\s*(?:{_COUNT}\s)?(?:{PING_HEADINGS})(?:{_SEPARATORS}{{1,4}}(?:und|and|et|y)?"
    rf"{_SEPARATORS}{{0,2}}(?:{PING_HEADINGS}))?{_SEPARATORS}{{0,3}}\d{{0,6}}{_SEPARATORS}{{0,3}}"
    rf"(?P<about>(?:{_ABOUT})(?!\w).{{0,200}})?",
    re.IGNORECASE,
)
_ACT_HEADINGS = "|".join(f"(?P<{act}>{row})" for act, row in ACT_HEADINGS.items())
ACT_HEADING = re.compile(
    rf"\s*(?:\d{{1,6}}\s)?(?:{_ACT_HEADINGS})"
    rf"{_SEPARATORS}{{0,3}}\d{{0,6}}{_SEPARATORS}{{0,3}}",
    re.IGNORECASE,
)
ACT_SENTENCE = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{act}>{row})' for act, row in ACTS.items())})(?!\w)",
    re.IGNORECASE,
)
