"""How sentences word a change together with what changed: a figure `a`, what it came to, `b`, and the change `c`.

`up` and `down` are words that say which way it went, `any` those that do not: a surplus may be more or less than was
planned.
"""

from __future__ import annotations

import re

from budget_monitor.scrutinise.sentences.change_words import WORDS
from budget_monitor.scrutinise.sentences.shapes import frame

_TOLD = (
    r"<SO><THE><OF_IT>{0,20}\b<A_CHANGE>~20 (?:of|by) ⟨c⟩<ALL>",
    r"<SO>⟨c⟩<ALSO><UNIT> <MORE>\b",
    r"<SO>(?:(?P<up>up)|(?P<down>down)) (?:by )?⟨c⟩",
    r"<SO>an (?P<up>extra|additional) ⟨c⟩",
    r"<SO>an? ⟨c⟩<UNIT> <A_CHANGE>\b",
    r"(?:or|i\.e\.|that is(?: to say)?) by ⟨c⟩",
)
"""How a change is told by itself, where its two figures stand before or after it."""
_BEFORE_TOLD = (
    r"\bfrom ~40⟨a⟩~40 to ~30⟨b⟩~40[ ,:(–-]",
    r"⟨b⟩~60[ ,(]<AGAINST>~40[ (]⟨a⟩~45<THEN>",
    r"\bagainst ~30⟨a⟩,?~40 ⟨b⟩~30<THEN>",
    r"⟨b⟩[^⟨⟩.;()]{0,80} \([^⟨⟩.;()]{0,24}⟨a⟩[^⟨⟩.;()]{0,12}\)[,:]? ",
    r"⟨b⟩<NO_CHANGE>[^⟨⟩.;)]{0,80}[ ,(](?:up|down) (?:from|on)(?: the)? ~30⟨a⟩~30<THEN>",
    r"⟨b⟩~40 and ⟨a⟩ (?:(?:in|at|for) )?(?:the (?:same|corresponding) [a-z]+ )?<BEFORE><THEN>",
    r"\b(?:was|were|stood at) ⟨a⟩~40 and (?:is|are|stands? at) (?:now )?⟨b⟩(?: now)?~12<THEN>",
)
_AFTER_TOLD = (
    r"~40[(:] ?⟨b⟩~40 <AGAINST> ~20⟨a⟩",
    r"~40\(from ~12⟨a⟩~20 to ~12⟨b⟩",
)
_FIRST = (
    r"\ban? ~12⟨c⟩<UNIT> <A_MOVE>\b~60[, ](?:up |down )?from ~12⟨a⟩~40 to ~12⟨b⟩",
    r"⟨b⟩~40\b<CAME>\b~20\band ⟨a⟩~40\b<WENT>,? <THEIR_NUMBER><MOVED_BY>",
    r"⟨a⟩~40\b<WENT>\b~20\band ⟨b⟩~40\b<CAME>,? <THEIR_NUMBER><MOVED_BY>",
    r"\bat ⟨b⟩,?~40 (?:is|are|was|were) ⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩",
)
"""Those in which another frame would take one figure for another."""
_WHOLE = (
    r"⟨b⟩[^⟨⟩.;()]{0,30} \(⟨a⟩ <THEN_WAS>, an? <A_MOVE> of ⟨c⟩\)",
    r"⟨b⟩[^⟨⟩.;()]{0,30} \(⟨a⟩ <THEN_WAS>, ⟨c⟩<UNIT> <MORE>\)",
    r"<MOVED>~50 to ~20⟨b⟩~30,? from ~20⟨a⟩~30<THEN><SO><THE>(?:<OF_IT>{0,20} of |by )?⟨c⟩",
    r"<MOVED_BY>(?:(?!\b(?:with|and(?! <A_MONTH>)|while|as)\b)[^⟨⟩.;]){0,40}[ ,(](?:from|on) ~25⟨a⟩~30 to ~12⟨b⟩",
    r"<MOVED_BY>~30 (?:to|at) ~12⟨b⟩~30[ ,(]from ~20⟨a⟩",
    r"<MOVED_BY>~20 (?:to|at) ~12⟨b⟩~12 \(~24⟨a⟩~12\)",
    r"<MOVED>~30 from ~20⟨a⟩~30 by ~12⟨c⟩~20 to ~12⟨b⟩",
    r"<MOVED>~50 from ~20⟨a⟩~30 to ~12⟨b⟩(?: [a-z]+)?[,:]? <SO>by ⟨c⟩",
    r"⟨a⟩<OF_IT>{0,60}?<AND_THEN> <MOVED>~20 (?:by|of) ~12⟨c⟩~20 to ~12⟨b⟩",
    r"⟨a⟩(?:(?!\bwith\b)<IN_CLAUSE>){0,80}[ ,(](?<!and )<MOVING> (?:by )?⟨c⟩~20 to ~12⟨b⟩",
    r"⟨b⟩ <TIME>~30<AGAINST>~12⟨a⟩ <TIME>~30,? (?:so|thus|hence)(?: that)? ~30⟨c⟩ <TIME> <SLOW>",
    r"⟨b⟩~40<EXCEEDS>~30 ⟨a⟩[^⟨⟩.;,]{0,30} by ~12⟨c⟩",
    r"⟨b⟩(?: is ⟨\d+⟩ of [a-z ]{3,30} and)?<IS_NOW> (?:(?P<up>above|over)|(?P<down>below|under)) <A_LIMIT> ⟨a⟩ by ⟨c⟩",
    r"\bafter <MOVEMENT>~12⟨c⟩~30\b<FUND>~12 ⟨a⟩<NOT_LONG_AGO>~20 <STANDS>~12⟨b⟩<NO_GAP>",
    r"\b<FUND>~12 ⟨a⟩,? after <MOVEMENT>~12⟨c⟩,?~20 <STANDS>~12⟨b⟩<NO_GAP>",
    r"\btarget ~12⟨a⟩~40 and ~20⟨b⟩~40<THEN>⟨c⟩<ALSO><UNIT> <MORE>\b",
    r"⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩(?: [a-z]+){0,2},? at ⟨b⟩",
    r"⟨b⟩(?:(?! and )[^⟨⟩.;]){0,40}(?:,? and)? (?:is|are|was|were) (?:<NOW> )?⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩",
    r"⟨a⟩[^⟨⟩.]{0,60}[;,] ⟨b⟩~40, (?:leaving|giving) ~30⟨c⟩",
    r"⟨a⟩~60 and ~40⟨b⟩~40[,:–-] ?<SO><THE>net ~20 of ⟨c⟩",
    r"⟨a⟩~60 (?:less|minus|after deducting) ~40⟨b⟩~40 <LEAVES> ~40⟨c⟩",
    r"⟨a⟩~40\band ~30(?:⟨\d+⟩~60)?\b<GOT> ~20⟨b⟩,? (?:and )?(?:so|thus|hence|giving|leaving)~12 net ~20 ⟨c⟩",
    r"⟨c⟩(?:~20[,(] ?(?:being|that is|i\.e\.)| is| was) ~20⟨a⟩~20 (?:less|minus) ~30⟨b⟩",
    r"⟨b⟩ (?P<unit><SPAN>)s?~30[,–(] ?(?:or )?⟨c⟩(?: (?P=unit)s?)? <SLOW> than<A_NAME> ⟨a⟩[ -](?P=unit)s?\b",
    r"⟨b⟩ (?P<unit><SPAN>)s?~30[,–(] ?(?:or )?⟨c⟩(?: (?P=unit)s?)? <SLOW> than<A_NAME> target of ⟨a⟩<END>",
    r"⟨b⟩ (?P<unit><SPAN>)s?~30[,–(] ?(?:or )?⟨c⟩ (?P=unit)s? <MORE><A_NAME> target of ⟨a⟩<END>",
    r"⟨b⟩ (?P<unit><SPAN>)s?~30[,–(] ?(?:or )?⟨c⟩ (?P=unit)s? <MORE>(?: than)?<A_NAME> ⟨a⟩[ -](?P=unit)s?\b",
    r"<HIT>~20\btarget of ⟨a⟩ by ⟨c⟩<UNIT>,? (?:at|with) ~20⟨b⟩",
    r"\btarget of ⟨a⟩<UNIT> (?:was|were|is|has been) <HIT> by ⟨c⟩<UNIT>,? (?:at|with) ~20⟨b⟩",
    r"\b(?:were|was|is|are|fell|came in|ended) ⟨c⟩<UNIT> <MORE>~12\btarget of ⟨a⟩<UNIT>,? (?:at|with) ~20⟨b⟩",
    r"\bbudget(?:ed)? (?:at|of|was) ⟨a⟩(?:;|,| and)~40 ⟨b⟩,? ⟨c⟩<ALSO> (?:(?P<up>over)|(?P<down>under))(?:spent)?<END>",
    r"\bbudget of ⟨a⟩~40\b(?:(?P<up>overspen[dt])|(?P<down>underspen[dt])) by ⟨c⟩,? at ⟨b⟩<END>",
    r"\bbudget of ⟨a⟩ ~30\b(?:(?P<up>overspen[dt])|(?P<down>underspen[dt])),? at ⟨b⟩,? by ⟨c⟩<END>",
    r"(?:was|were|stood at|numbered) ⟨a⟩,? <WHEN> and ⟨b⟩,? <WHEN>, ⟨c⟩<ALSO><UNIT> <MORE><END>",
    r"(?:was|were|stood at) ⟨a⟩~40 and <IS> (?:at )?⟨b⟩(?: now)?~12[;,] (?:so |and )?<IT_HAS> <IT_HAS> <MOVED> by ⟨c⟩",
    r"⟨b⟩~60<AGAINST>~30<BUDGET> ⟨a⟩~60(?:(?P<up>over-?spend)|(?P<down>under-?spend))~12 of ⟨c⟩",
    r"(?:(?P<up>over-?spen[dt])|(?P<down>under-?spen[dt])|<A_BALANCE>)~12 of ⟨c⟩~60⟨b⟩~40<AGAINST>~30<BUDGET> ⟨a⟩",
)  # fmt: skip
_BROUGHT = (
    r"<CAUSE>⟨c⟩<IN_CAUSE>{0,90}<BRINGS>~50 from ~20⟨a⟩~30 to ~12⟨b⟩",
    r"<CAUSE>⟨c⟩<IN_CAUSE>{0,90}<BRINGS>~50 (?:to|at|of|is) ~12⟨b⟩~30[ ,(](?:up |down )?<SINCE> <BEFORE_IT>⟨a⟩",
    r"<BRINGS>~50 (?:to|at) ~12⟨b⟩~12[ ,(]from ~20⟨a⟩~12 before (?:the|this) (?:further|additional|extra) ~12⟨c⟩",
)
"""What was added or taken away, and what that brought a figure to."""
_MOVES_ITSELF = r"(?: (?:has|have|had|was|were|been|is|are|will be))* <MOVED> by ⟨c⟩<ALSO>,? (?:bringing|taking)"
_OWN_MOVE = (
    (
        rf"<CLAUSE_START><NEUTRAL><ALLOCATION>(?: for [a-z ]{{3,30}})?{_MOVES_ITSELF}"
        r"(?: it| (?:the|its|this) <NEUTRAL><ALLOCATION>) from ⟨a⟩ to ⟨b⟩"
    ),
    rf"<CLAUSE_START><NEUTRAL>(?P<noun>[a-z]+){_MOVES_ITSELF} (?:the|its|this) <NEUTRAL>(?P=noun) from ⟨a⟩ to ⟨b⟩",
    r"\b(?:deficit|over-?spend(?:ing)?|shortfall)(?: has| had)? <FARED> by ⟨c⟩<ALSO>,? from ⟨a⟩ to ⟨b⟩<END>",
)
OWN_MOVE = tuple(frame(one, WORDS) for one in _OWN_MOVE)
"""What is itself said to move, and from what to what: the budget was reduced by …, bringing the allocation from … to …;
the deficit improved by …
"""
_OF_BASE = (
    r"<GOES_ON><THE><OF_IT>{0,20}\b<A_MOVE><OF_IT>{0,20} (?:of|by) ⟨c⟩<ALSO><OF_IT>{0,20}<BASE>⟨a⟩(?! <TIME>)",
    r"<GOES_ON>(?:an? )?~12⟨c⟩<UNIT> <A_MOVE>\b<OF_IT>{0,40}<BASE>⟨a⟩(?! <TIME>)",
    r"<GOES_ON>⟨c⟩<ALSO><UNIT> <MORE>(?!(?<!away) at )(?:<THAN>|<BASE>)⟨a⟩(?! <TIME>)",
    r"<GOES_ON>(?:(?P<up>up|rising)|(?P<down>down|falling)) (?:by )?⟨c⟩<ALSO><UNIT><BASE>⟨a⟩(?! <TIME>)",
)
"""What a figure came to, and by how much that is more or less than another, which follows."""
_UP_FROM = r"⟨b⟩<NO_CHANGE>[^⟨⟩.;)]{0,80}[ ,(](?:(?P<up>up)|(?P<down>down)) (?:from|on)(?: the)? ~30⟨a⟩[^⟨⟩.;()]{0,30}"
_BESIDE = (_UP_FROM + r" \((?:an? [a-z]+ of )?⟨c⟩\)", _UP_FROM + r",? or ⟨c⟩<END>")
BESIDE = tuple(frame(one, WORDS) for one in _BESIDE)
"""What may also be in percent of something else, so that only a slip of its own is believed: up from £387 (16.8%)."""
_LOOSE = (r"<MOVED_BY>~20 (?:to|at) ~12⟨b⟩~40[ ,(]compared (?:to|with)~40[ (]⟨a⟩",)
LOOSE = tuple(frame(one, WORDS) for one in _LOOSE)
"""What may also be the change of something else, or since another time: up 14 to 164, compared with 422 a year ago."""
_FIGURES_BEFORE = (*_FIRST, *(before + told for before in _BEFORE_TOLD for told in _TOLD))
_FIGURES_AFTER = tuple(told + after for told in _TOLD for after in _AFTER_TOLD)
_HAS_FIGURES_AFTER = re.compile(r"[(:] ?⟨|\(from ", re.IGNORECASE)
"""What the two figures after a change begin with: to look for such changes takes longer than for all others."""
_OTHERS = (*_BROUGHT, *_WHOLE, *_OF_BASE, *(one.replace("<GOES_ON>", "<AGAIN>") for one in _OF_BASE), *_BESIDE, *_LOOSE)
_WITH_CHANGE = (*OWN_MOVE, *(frame(one, WORDS) for one in (*_FIGURES_BEFORE, *_FIGURES_AFTER, *_OTHERS)))
_WITHOUT_FIGURES_AFTER = (*OWN_MOVE, *(frame(one, WORDS) for one in (*_FIGURES_BEFORE, *_OTHERS)))


def with_change(shape: str) -> tuple[re.Pattern[str], ...]:
    """The frames of changes whose two figures are told with them, as far as a shape may have them, the first first."""
    return _WITH_CHANGE if _HAS_FIGURES_AFTER.search(shape) else _WITHOUT_FIGURES_AFTER


_ACROSS = (
    r"⟨b⟩~60[ ,(]<AGAINST>~40 ⟨a⟩[^⟨⟩.]{0,60}\. <GOES_ON_WITH>~40\b<A_CHANGE>(?:~20 (?:of|by)| is| was) ⟨c⟩<NO_END>",
    r"⟨b⟩~60[ ,(]<AGAINST>~40 ⟨a⟩[^⟨⟩.]{0,60}\. (?:this|that|it) (?:is|was) ⟨c⟩<ALSO><UNIT> <MORE>\b",
    r"\bfrom ~40⟨a⟩~40 to ~30⟨b⟩[^⟨⟩.]{0,60}\. <GOES_ON_WITH>~40\b<A_CHANGE>(?:~20 (?:of|by)| is| was) ⟨c⟩<NO_END>",
    r"⟨a⟩[^⟨⟩.;]{0,40}\. (?:it|they)(?: [a-z]+){0,5}? <MOVED> by ⟨c⟩,? to ⟨b⟩(?=[.,;]|$)",
    r"⟨a⟩[^⟨⟩.;,]{0,40}\. (?:(?!\band\b)[^⟨⟩.;]){0,50}<CAUSE>⟨c⟩<IN_CAUSE>{0,60}<BRINGS>~40 (?:to|at|of) ~12⟨b⟩<END>",
)
ACROSS_SENTENCES = tuple(frame(one, WORDS) for one in _ACROSS)
"""How the change is told in the sentence after that of its two figures, with none between them."""
OF_BASE_UNSAID = tuple(
    frame(one, WORDS)
    for one in (
        r"<GOES_ON>an? ~20\b<A_MOVE> (?:of|by) ⟨c⟩<IN_PERCENT>",
        r"<GOES_ON>⟨c⟩<IN_PERCENT><UNIT> <MORE>\b",
        r"<MOVED_BY><IN_PERCENT>,? to ~12⟨b⟩",
    )
)
"""What a figure came to, the change, and what that is in percent: £5.0m, a rise of £0.2m (4%)."""
_OF_BEFORE = (
    *(
        rf"^<AGO>,? (?P<had>~40\b<WAS>~40 <ITS_PARTS>?)⟨a⟩(?P<what>~30)<SO_IT_HAS>{told}"
        for told in (
            r"<MOVED_BY><ALL>",
            r"(?:an? )?<NO_SUBJECT>\b<A_CHANGE><OF_NO_PART>{0,30} (?:of|by|is|was) ⟨c⟩<ALL>",
            r"⟨c⟩<ALSO><UNIT> <MORE>\b",
        )
    ),
    r"^out of (?:this|that|these|it|them) [^.]*⟨a⟩~20\. <THERE_IS>(?: thus| therefore| then| now)? ⟨c⟩<ALL>",
    r"^(?:this|that|it|they) (?:is|was|are|were) ⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩<NOTHING_ELSE>",
)
_OF_TIME = (
    r"^(?:this|that|it|they) (?:is|was|are|were) ⟨c⟩(?: <TIME>)? <SLOW> than[^⟨⟩.;]{0,60} ⟨a⟩<NOTHING_ELSE>",
    r"^(?:this|that|it|they) (?:is|was|are|were) <SLOW> by ⟨c⟩(?: <TIME>)? than[^⟨⟩.;]{0,60} ⟨a⟩<NOTHING_ELSE>",
)
OF_SENTENCE_BEFORE = tuple(frame(one, WORDS) for one in _OF_BEFORE)
"""How a sentence, or two, tell what the figure of the sentence before was once, and by how much it has changed."""
OF_TIME = tuple(frame(one, WORDS) for one in _OF_TIME)
"""The same of figures that count time."""
IN_TIME = frame(r" (?:working )?<TIME>\b", WORDS)
"""What stands after a figure that counts time, of which more is slower."""
_UNNAMED = {name: re.sub(r"\?P<[a-z]+>", "?:", words) for name, words in WORDS.items()}
ANY_CHANGE = frame(
    r"(?:\b(?:<A_CHANGE>|<MORE>|<SLOW>|extra|additional|net|minus|leaving|giving)\b|<EXCEEDS>|<BRINGS>|<HIT>)", _UNNAMED
)
"""Some word of each of these; most sentences have none."""
FROM_TO = frame(
    r"(?<!the )<MOVED>(?:(?!\b(?:<UP>|<DOWN>)\b)[^⟨⟩.;]){0,50} from (?:(?! at )[^⟨⟩.;]){0,30}⟨a⟩"
    r"~40 to (?!between )~30⟨b⟩",
    WORDS,
)
TO_FROM = frame(r"(?<!the )<MOVED>(?:(?!\b(?:<UP>|<DOWN>)\b)[^⟨⟩.;]){0,30} to ~20⟨b⟩ ~20\bfrom ~20⟨a⟩", WORDS)
MORE_THAN_EXPECTED = frame(
    r"\b(?:(?P<up>more|higher)|(?P<down>less|fewer|lower)) than (?:(?:we|it|is|was|were|has|have|had|been) ){0,3}"
    r"(?:expected|planned|budgeted|forecast|hoped|anticipated|last year|(?:in )?the year before), ~20⟨b⟩"
    r" (?:rather than|instead of|against|compared with)(?: the| a)? ⟨a⟩<NOTHING_ELSE>",
    WORDS,
)
UP_ON = frame(r"⟨b⟩<NO_CHANGE>[^⟨⟩.;)]{0,80}[ ,(](?:(?P<up>up)|(?P<down>down)) (?:from|on)(?: the)? ~30⟨a⟩", WORDS)
AGAINST_TARGET = frame(
    r"⟨b⟩[^⟨⟩.;)]{0,90}[ ,(](?:(?P<down>below|short of|under|missed|missing)|(?P<up>above|exceed(?:ed|ing|s)|over))"
    r"(?: the| our| its)?(?: \w+)? (?:target of )?⟨a⟩ ?(?P<target>target)?",
    WORDS,
)
_OF_WHAT_WAS_PLANNED = (
    r" (?:the|its|our|their|a|an|last year['’]s) ~25⟨a⟩"
    r"(?=[.,;)]|$| (?:budget|at|in|last|a year|of (?:last|the)|that|for)\b)"
)
AGAINST_BUDGET = (
    frame(rf"⟨b⟩~40 (?P<up>exceed(?:s|ed|ing)?){_OF_WHAT_WAS_PLANNED}", WORDS),
    frame(
        r"⟨b⟩(?:~40 (?:is|was|were|are|be|been|remains)|,(?: which is| and is)?)"
        r" (?:(?P<up>above|over|higher than|more than)|(?P<down>below|under|lower than|less than))"
        + _OF_WHAT_WAS_PLANNED,
        WORDS,
    ),
)
"""Spending beside what was planned, or was spent before; not £0.2m over the budget of £5.4m, which is a difference."""
MORE_IS_UNDER = frame(
    r"⟨c⟩<ALSO> (?:(?P<up>(?:more|higher) than|above|over)|(?P<down>(?:less|lower) than|below|under)) ~20\bbudget of"
    r" ⟨a⟩,? (?:or |being |giving )?an? (?:net |total )?(?P<against>(?(up)under|over)-?spen[dt])\b",
    WORDS,
)
"""Two words of a sentence that say the opposite of one another: more than the budget, an underspend."""
IN_PERCENT = frame(r"⟨(\d+)⟩(?:,? \((?:or |i\.e\. |an? \w+ of )?⟨(\d+)⟩\)|,? or ⟨(\d+)⟩(?=[,.;)]|$))", WORDS)
"""A change, and in brackets what it is in percent, or after it."""
IN_PERCENT_AT_END = frame(
    r"[^⟨⟩.;()]{0,30}(?:(?:\(|, )(?:or |being )?an? (?:[a-z]+ )?(?:<UP>|<DOWN>) of|, or) ⟨(\d+)⟩(?=[),.;]|$)", WORDS
)
"""What stands after all three, in brackets or not."""
IN_POINTS = frame(r"\s?(?:(?:percentage|per ?cent|%|(?P<basis>basis))[ -]?)?(?:points?|pp|ppts?)\b", WORDS)
