"""How sentences word a change together with what changed: a figure `a`, what it came to, `b`, and the change `c`.

`up` and `down` are words that say which way it went, `any` those that do not: a surplus may be more or less than was
planned.
"""

from __future__ import annotations

import re

from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.sentences.shapes import frame

UP = (
    r"(?:increase[ds]?|increasing|rise[ns]?|rose|rising|gr[eo]w(?:n|s|th|ing)?|risen|gain(?:ed)?|climb(?:ed|s)?"
    r"|leapt|jumped|(?:went|gone|going|came) up|up)"
)
DOWN = (
    r"(?:decrease[ds]?|decreasing|fell|falls?|fallen|falling|reduc(?:ed|es|ing|tion)|drop(?:ped|s|ping)?|declined?"
    r"|declining|shr[au]nk|(?:went|gone|going|came) down|down|cut)"
)
WORDS = {
    "UP": UP,
    "DOWN": DOWN,
    "MOVED": r"\b(?:(?P<up><UP>)|(?P<down><DOWN>))",
    "MOVED_BY": r"<MOVED>(?:~40 (?:by|of) ~12| )⟨c⟩",
    "A_CHANGE": (
        r"(?:(?P<up><UP>)|(?P<down><DOWN>)|(?P<any>change|difference|movement|gap|shortfall|excess|over-?spen[dt]|shortage"
        r"|under-?spen[dt]|surplus|deficit|saving|improvement|deterioration|variance|jump|loss|use|draw-?down|(?:under|out)performance))"
    ),
    "MORE": (
        r"(?:(?P<up>more|higher|above|over|up(?! to))|(?P<down>fewer|less|lower|below|under|down|short(?! \w+s))"
        r"|(?P<any>better|worse|ahead|behind|earlier|later|away"
        r"|smaller|larger|bigger|too (?:much|little|many|few)))"
    ),
    "THAN": (
        r"(?: than| of| on)?(?: the| its| our| their| this| last)?(?: (?!(?:and|but|while)\b)[a-z][a-z’'-]*){0,6}"
        r"(?: \(?(?:19|20)\d\d(?:[/–-]\d\d)?\)?,?)? \(?"
    ),
    "UNIT": (
        r"(?: (?!(?:and|but|or|of|is|was|were|are|in|at|to|for|by|from|on)\b)[a-z][a-z’'-]*){0,2}?"
        r"(?: of a percentage point)?"
    ),
    "ALSO": r"(?:,? or ⟨\d+⟩,?| \(⟨\d+⟩\))?",
    "AGAINST": r"(?:against|compare[sd]? (?:to|with)|as opposed to|rather than|instead of|having been|versus)",
    "THE": r"(?:an? |the )?",
    "SO": (
        r"(?:(?:which|this|that) (?:is|was|are|were|means|represents) |that is (?:to say )?|i\.e\. |or |being |so "
        r"|giving |leaving |making |representing |equ(?:ating|ivalent) to )?"
    ),
    "LEAVES": r"(?:leaves?|leaving|gives?|gave|is|was|makes?|made|comes? to|equals?)",
    "EXCEEDS": (
        r"\b(?:(?P<up>exceed(?:s|ed|ing)?)|(?P<down>f[ae]lls? short of)|(?P<any>miss(?:es|ed|ing)?|beats?|beating))"
    ),
    "BUDGET": r"(?:budget|cash limit)~20",
    "A_BALANCE": r"(?:deficit|surplus|saving)",
    "ALL": r"(?! (?:[a-z]+ )?(?:in|among|for|at) (?!<THE>?(?:<WHOLE>|20\d\d)))",
    "WHOLE": r"(?:(?:this|one) )?(?:financial )?(?:year|quarter|month|all|total|budget|comparison)",
    "THEN": r"[,:(–-] ?",
    "NO_CHANGE": r"(?!<UNIT> (?:up|down) on\b)",
    "THERE_IS": r"(?:there (?:is|are|was|were|remains?)|(?:this|that) (?:leaves|left))",
    "GOT": r"(?:received|recovered|recouped|got back|were (?:re)?paid)",
    "CAME": r"(?:joined|arrived|moved in|opened|started|enrolled|registered|signed up|were (?:appointed|recruited))",
    "WENT": r"(?:left|departed|moved (?:out|away)|closed|withdrew|cancelled|resigned|retired|died)",
    "THEIR_NUMBER": r"(?:so(?: that)?|as a (?:result|consequence)(?: of which)?,?) (?:the|their|our|its) [a-z ]{3,30}",
    "AGO": (
        r"(?:(?:a|one|the|twelve|six|three) (?:year|month|quarter)s? (?:ago|before|earlier)"
        r"|last (?:year|month|quarter|time)|previously|before that|(?=<DATED>[a-z ]{1,12}had been|<DATED> the"
        r" (?:corresponding|comparable|same))<DATED>|(?P<dated><DATED>))"
    ),
    "ITS_PARTS": r"(?:⟨\d+⟩ (?:(?:out )?of|and) ⟨\d+⟩~20[,:] )",
    "DATED": rf"(?:in|at|on|by|for)[^⟨⟩.,;:]{{1,30}}?\b(?:{'|'.join(MONTHS)}|(?:19|20)\d\d(?:[/–-]\d\d)?),?",
    "WAS": r"(?:was|were|had been|is|stood at)",
    "SO_IT_HAS": (
        r"(?:[,;:–-]? ?(?:and )?(?:so|thus|hence|therefore) (?:<IT_HAS> ){0,6}"
        r"|[,;:.] there (?:has|have|had|is|was)(?: hence| thus| therefore| now)? (?:been )?|\. )"
    ),
    "IT_HAS": r"(?:that|it|they|this|there|the [a-z]+|has|have|had|is|are|was|were|been|now)",
    "SLOW": r"(?:(?P<up>slower|longer)|(?P<down>quicker|faster|shorter))",
    "NOTHING_ELSE": (
        r"(?=$|[.,;)]| (?:of (?:the|last|a)|in|last|a year|the year|on|which|approved|agreed|planned|budgeted|expected"
        r"|<TIME>)\b)"
    ),
    "TIME": r"(?:minutes?|hours?|days?|weeks?|months?)",
}
"""`UNIT` is what a change counts, or in what it is told: 12 fewer people, 1.8 points above. `ALSO` is the same change
in percent, `ALL` that it is not that of some part: an increase of 12 in May. Words may be made of others.
"""
_TOLD = (
    r"<SO><THE>~20\b<A_CHANGE>~20 (?:of|by) ⟨c⟩<ALL>",
    r"<SO>⟨c⟩<ALSO><UNIT> <MORE>\b",
    r"<SO>(?:(?P<up>up)|(?P<down>down)) (?:by )?⟨c⟩",
    r"<SO>an (?P<up>extra|additional) ⟨c⟩",
    r"<SO>an? ⟨c⟩<UNIT> <A_CHANGE>\b",
    r"(?:or|i\.e\.|that is(?: to say)?) by ⟨c⟩",
)
"""How a change is told by itself, where its two figures stand before or after it."""
_BEFORE_TOLD = (
    r"\bfrom ~40⟨a⟩~40 to ~30⟨b⟩~40[ ,:(–-]",
    r"⟨b⟩~60[ ,(]<AGAINST>~40 ⟨a⟩~45<THEN>",
    r"\bagainst ~30⟨a⟩,?~40 ⟨b⟩~30<THEN>",
    r"⟨b⟩[^⟨⟩.;()]{0,80} \([^⟨⟩.;()]{0,24}⟨a⟩[^⟨⟩.;()]{0,12}\)[,:]? ",
    r"⟨b⟩<NO_CHANGE>[^⟨⟩.;)]{0,80}[ ,(](?:up|down) (?:from|on)(?: the)? ~30⟨a⟩~30<THEN>",
)
_AFTER_TOLD = (
    r"~40[(:] ?⟨b⟩~40 <AGAINST> ~20⟨a⟩",
    r"~40\(from ~12⟨a⟩~20 to ~12⟨b⟩",
)
_FIRST = (
    r"⟨b⟩~40\b<CAME>\b~20\band ⟨a⟩~40\b<WENT>,? <THEIR_NUMBER><MOVED_BY>",
    r"⟨a⟩~40\b<WENT>\b~20\band ⟨b⟩~40\b<CAME>,? <THEIR_NUMBER><MOVED_BY>",
    r"\bat ⟨b⟩,?~40 (?:is|are|was|were) ⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩",
)
"""Those in which another frame would take one figure for another."""
_WHOLE = (
    r"<MOVED>~50 to ~20⟨b⟩~30,? from ~20⟨a⟩~30<THEN><SO><THE>(?:~20 of |by )?⟨c⟩",
    r"<MOVED_BY>~30[ ,(]from ~20⟨a⟩~30 to ~12⟨b⟩",
    r"<MOVED_BY>~30 to ~12⟨b⟩~30[ ,(]from ~20⟨a⟩",
    r"<MOVED_BY>~20 (?:to|at) ~12⟨b⟩~12 \(~24⟨a⟩~12\)",
    r"<MOVED>~30 from ~20⟨a⟩~30 by ~12⟨c⟩~20 to ~12⟨b⟩",
    r"<MOVED>~50 from ~20⟨a⟩~30 to ~12⟨b⟩(?: [a-z]+)?[,:]? <SO>by ⟨c⟩",
    r"⟨a⟩~80[ ,(]<MOVED>~20 (?:by|of) ~12⟨c⟩~20 to ~12⟨b⟩",
    r"⟨b⟩~40<EXCEEDS>~30 ⟨a⟩~30 by ~12⟨c⟩",
    r"⟨b⟩~30<THEN>(?:or )?<SO>⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩",
    r"\btarget ~12⟨a⟩~40 and ~20⟨b⟩~40<THEN>⟨c⟩<ALSO><UNIT> <MORE>\b",
    r"⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩~20,? at ⟨b⟩",
    r"⟨b⟩~40 (?:is|are|was|were) (?:(?:now|thus|hence|therefore) )?⟨c⟩<ALSO><UNIT> <MORE><THAN>⟨a⟩",
    r"⟨b⟩~30[ ,:(–-]<SO><THE><A_CHANGE>~20 (?:of|by) ⟨c⟩<ALSO> (?:on|over|from) ~30⟨a⟩",
    r"⟨b⟩~30<THEN><SO>an? ⟨c⟩<UNIT> <A_CHANGE> (?:on|over|from) ~30⟨a⟩",
    r"⟨a⟩[^⟨⟩.]{0,60}[;,] ⟨b⟩~40, (?:leaving|giving) ~30⟨c⟩",
    r"⟨b⟩~30<THEN>(?:(?P<up>up)|(?P<down>down)) (?:by )?⟨c⟩<UNIT> (?:on|from)(?: the)? ~30⟨a⟩",
    r"⟨a⟩~60 and ~40⟨b⟩~40[,:–-] ?<SO><THE>net ~20 of ⟨c⟩",
    r"⟨a⟩~60 (?:less|minus|after deducting) ~40⟨b⟩~40 <LEAVES> ~40⟨c⟩",
    r"⟨a⟩~40\band ~30(?:⟨\d+⟩~60)?\b<GOT> ~20⟨b⟩,? (?:and )?(?:so|thus|hence|giving|leaving)~12 net ~20 ⟨c⟩",
    r"⟨c⟩(?:~20[,(] ?(?:being|that is|i\.e\.)| is| was) ~20⟨a⟩~20 (?:less|minus) ~30⟨b⟩",
    r"⟨b⟩~60<AGAINST>~30<BUDGET> ⟨a⟩~60(?:(?P<up>over-?spend)|(?P<down>under-?spend))~12 of ⟨c⟩",
    r"(?:(?P<up>over-?spen[dt])|(?P<down>under-?spen[dt])|<A_BALANCE>)~12 of ⟨c⟩~60⟨b⟩~40<AGAINST>~30<BUDGET> ⟨a⟩",
)  # fmt: skip
WITH_CHANGE = tuple(
    frame(one, WORDS)
    for one in (
        *_FIRST,
        *(before + told for before in _BEFORE_TOLD for told in _TOLD),
        *(told + after for told in _TOLD for after in _AFTER_TOLD),
        *_WHOLE,
    )
)
_ACROSS = (
    r"⟨b⟩~60[ ,(]<AGAINST>~40 ⟨a⟩[^⟨⟩.]{0,60}\. (?:this|that|the|it)\b~40\b<A_CHANGE>(?:~20 (?:of|by)| is| was) ⟨c⟩",
    r"⟨b⟩~60[ ,(]<AGAINST>~40 ⟨a⟩[^⟨⟩.]{0,60}\. (?:this|that|it) (?:is|was) ⟨c⟩<ALSO><UNIT> <MORE>\b",
    r"\bfrom ~40⟨a⟩~40 to ~30⟨b⟩[^⟨⟩.]{0,60}\. (?:this|that|the|it)\b~40\b<A_CHANGE>(?:~20 (?:of|by)| is| was) ⟨c⟩",
)
ACROSS_SENTENCES = tuple(frame(one, WORDS) for one in _ACROSS)
"""How the change is told in the sentence after that of its two figures, with none between them."""
_OF_BEFORE = (
    *(
        rf"^<AGO>,? (?P<had>~40\b<WAS>~40 <ITS_PARTS>?)⟨a⟩(?P<what>~30)<SO_IT_HAS>{told}"
        for told in (
            r"<MOVED_BY><ALL>",
            r"(?:an? )?~20\b<A_CHANGE>(?:~30 (?:of|by)|~30 (?:is|was)) ⟨c⟩<ALL>",
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
ANY_CHANGE = frame(r"(?:\b(?:<A_CHANGE>|<MORE>|extra|additional|net|minus|leaving|giving)\b|<EXCEEDS>)", _UNNAMED)
"""Some word of each of these; most sentences have none."""
FROM_TO = frame(r"<MOVED>~50 from ~30⟨a⟩~40 to ~30⟨b⟩", WORDS)
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
IN_POINTS = frame(r"\s?(?:(?:percentage|per ?cent|%)[ -]?)?(?:points?|pp|ppts?)\b", WORDS)
