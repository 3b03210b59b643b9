"""Words and names that dates are made of, by language. Adding a language is adding a row."""

from __future__ import annotations

import unicodedata

# One row a language, twelve months, each with its forms; no form means two months.
MONTHS = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
    "september sept sep|october oct|november nov|december dec",
    "de": "januar jänner jaenner jän|februar feber|märz maerz mär mrz|april|mai|juni|juli|august|"
    "september|oktober okt|november|dezember dez",
    "fr": "janvier janv|février fevrier févr fevr fév|mars|avril avr|mai|juin|juillet juil|"
    "août aout|septembre|octobre|novembre|décembre decembre déc",
    "es": "enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago|septiembre setiembre set|"
    "octubre|noviembre|diciembre dic",
    "it": "gennaio gen|febbraio|marzo|aprile|maggio mag|giugno giu|luglio lug|agosto|settembre|"
    "ottobre ott|novembre|dicembre",
    "pt": "janeiro|fevereiro fev|março marco|abril|maio|junho|julho|agosto|setembro|outubro out|"
    "novembro|dezembro",
    "nl": "januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober|november|"
    "december",
    "sv": "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
    "da": "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december",
    "nb": "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember des",
    "fi": "tammikuuta tammikuu|helmikuuta helmikuu|maaliskuuta maaliskuu|huhtikuuta huhtikuu|"
    "toukokuuta toukokuu|kesäkuuta kesäkuu|heinäkuuta heinäkuu|elokuuta elokuu|"
    "syyskuuta syyskuu|lokakuuta lokakuu|marraskuuta marraskuu|joulukuuta joulukuu",
    "pl": "stycznia styczeń sty|lutego luty lut|marca marzec|kwietnia kwiecień kwi|maja maj|"
    "czerwca czerwiec cze|lipca lipiec lip|sierpnia sierpień sie|września wrzesień wrz|"
    "października październik paź|listopada listopad lis|grudnia grudzień gru",
    "cs": "ledna leden|února únor|března březen|dubna duben|května květen|června červen|"
    "července červenec|srpna srpen|září|října říjen|listopadu listopad|prosince prosinec",
    "sk": "januára január|februára február|marca marec|apríla apríl|mája máj|júna jún|júla júl|"
    "augusta august|septembra|októbra október|novembra|decembra",
    "hu": "január|február|március márc|április ápr|május|június|július|augusztus|szeptember|"
    "október|november|december",
    "ro": "ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie|"
    "noiembrie|decembrie",
    "ru": "января январь янв|февраля февраль фев|марта март мар|апреля апрель апр|мая май|"
    "июня июнь июн|июля июль июл|августа август авг|сентября сентябрь сен|"
    "октября октябрь окт|ноября ноябрь ноя|декабря декабрь дек",
    "uk": "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня",
    "tr": "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
    "el": "ιανουαρίου|φεβρουαρίου|μαρτίου|απριλίου|μαΐου|ιουνίου|ιουλίου|αυγούστου|σεπτεμβρίου|"
    "οκτωβρίου|νοεμβρίου|δεκεμβρίου",
    "ca": "gener|febrer|març|abril|maig|juny|juliol|agost|setembre|octubre|novembre|desembre",
    "id": "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember",
}
# Words that may stand around a date without saying anything else.
_NOISE_ROWS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur",
    "thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend",
    "sonntag mo di mi do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche lun",
    "mar mer jeu ven sam dim lunes martes miércoles jueves viernes sábado domingo lunedì",
    "martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta quinta sexta",
    "feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag",
    "onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag poniedziałek wtorek",
    "środa czwartek piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle",
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс",
    "on the am vom den der le el il del dia día op d på w dniu dnia dne uhr h posted",
    "published date datum г года",
)
NOISE = frozenset(word for row in _NOISE_ROWS for word in row.split())
ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "ut", "wet"), 0),
    **dict.fromkeys(("cet", "mez", "west", "bst"), 60),
    **dict.fromkeys(("cest", "mesz", "eet"), 120),
    **dict.fromkeys(("eest", "msk"), 180),
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "jst": 540,
    "aest": 600,
    "aedt": 660,
}
_DAY_FIRST_ROWS = (
    "de fr es it pt nl da nb nn no fi pl cs sk ru uk bg ro tr el ca hr sl id vi en-gb",
    "en-au en-nz en-ie en-in",
)
# Languages in which 03/04 is the third of April.
DAY_FIRST = frozenset(tag for row in _DAY_FIRST_ROWS for tag in row.split())
YEAR_FIRST = frozenset(("ja", "zh", "ko", "hu", "sv", "lt", "en-za"))


def folded(text: str) -> str:
    """Return a text as the tables are compared: case-folded, composed, without variants."""
    # Folding takes some letters apart (Greek iota with dialytika), so it is composed last.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def month_names() -> dict[str, int]:
    """Return every name of a month, case-folded, with its number."""
    return {
        folded(name): number
        for row in MONTHS.values()
        for number, names in enumerate(row.split("|"), 1)
        for name in names.split()
    }
