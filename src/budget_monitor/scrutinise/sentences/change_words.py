"""The words of a change: rises, falls, more, less, than, and those between them; frames are made of them."""

from __future__ import annotations

from budget_monitor.model.ledgers.period import MONTHS

UP = (
    r"(?:increase[ds]?|increasing|rise[ns]?|rose|(?<!the )rising|gr[eo]w(?!th)(?:n|s|ing)?"
    r"|growth(?= (?:of|from|by|over|since|is|was)\b)"
    r"|risen|gain(?:ed)?\b|climb(?:ed|s)?"
    r"|leapt|jumped|(?:went|gone|going|came|come) up|up)"
)
DOWN = (
    r"(?:decrease[ds]?|decreasing|fell|falls?|fallen|falling|reduc(?:ed?|es|ing|tion)|drop(?:ped|s|ping)?|declined?"
    r"|declining|shr[au]nk|(?:went|gone|going|came|come) down|down|cut)"
)
WORDS = {
    "UP": UP,
    "DOWN": DOWN,
    "MOVED": r"\b(?:(?P<up><UP>)|(?P<down><DOWN>))",
    "MOVED_BY": r"<MOVED>(?:~40 (?:by|of) ~12| )⟨c⟩",
    "MOVING": r"(?:(?P<up>rising|increasing|climbing|growing)|(?P<down>falling|decreasing|dropping|declining))",
    "A_CHANGE": (
        r"(?:(?P<up><UP>)|(?P<down><DOWN>)|(?P<any>change|difference|movement|gap|shortfall|excess|over-?spen[dt]|shortage"
        r"|under-?spen[dt]|surplus|deficit|saving|improvement|deterioration|variance|jump|loss|use|draw-?down|(?:under|out)performance))"
    ),
    "A_MOVE": (
        r"(?:(?P<up>increase|rise|growth|climb)|(?P<down>decrease|reduction|fall|drop|decline|cut)"
        r"|(?P<any>change|difference|movement|improvement|deterioration|jump))"
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
    "END": r"(?=[.,;)]|$)",
    "WHEN": r"(?:in|at|on|for)\b[^⟨⟩.;,()]{3,30}?",
    "UNIT": (
        r"(?: (?!(?:and|but|or|of|is|was|were|are|in|at|to|for|by|from|on|a|the|last)\b)[a-z][a-z’'-]*){0,2}?"
        r"(?: of a percentage point)?"
    ),
    "ALSO": r"(?:,? or ⟨\d+⟩,?| \(⟨\d+⟩\))?",
    "AGAINST": (
        r"(?:against|(?:when )?compare[sd]? (?:to|with|against)|in comparison (?:to|with)|as opposed to|rather than"
        r"|instead of|having been|versus|relative to)"
    ),
    "ON": r"(?:on|over|from|since|than|<AGAINST>)",
    "IN_CLAUSE": (
        r"(?:(?!\b(?:wh[a-z]+|rose|fell|after|before|including|excluding)\b"
        r"|(?:,|\band)\b[^⟨⟩.;]{1,40}\b(?:was|were|is|are|has|have|had)\b)[^⟨⟩.;])"
    ),
    "OF_IT": r"(?:(?!\b(?:and|after|before|with|including|excluding|up|down)\b)[^⟨⟩.;:,()])",
    "AND_THEN": (
        r"(?:(?:,|,? and|,? which| that)(?= <IS>)|,? (?:and )?(?:so|thus|hence)(?: that)?(?: there| it| this| they)?)?"
        r"(?: (?:<IS>|an?))*"
    ),
    "IS": (
        r"(?:has|have|had|is|are|was|were|then|now|since|will|would|should|been|be|to|forecast|expected|projected"
        r"|estimated|planned|due|set|likely)"
    ),
    "IN_PERCENT": r"(?: \((?:or |an? [a-z]+ of )?[+-]?⟨p⟩\)|,? or ⟨q⟩)",
    "BASE": r" <ON><OF_IT>{0,60}?(?:,? when~40)?[ (]",
    "WHAT": r"(?:figure|number|total|sum|amount|level|rate)",
    "GOES_ON": r"⟨b⟩<IN_CLAUSE>{0,110}(?:[,:(–—-] ?(?:and )?<SO>| <SO_IS>)",
    "AGAIN": r"⟨b⟩<IN_CLAUSE>{0,110}[,:(–—-] ?<SO>(?:up|down|an?)\b~20⟨\d+⟩~60⟨\d+⟩~60\band ",
    "THE": r"(?:an? |the )?",
    "SO": r"<SO_IS>?",
    "SO_IS": (
        r"(?:(?:(?:which|this|that|it|these|they)(?: <WHAT>)?"
        r" (?:is|was|are|were|means?|marks?|represents?|equates? to|shows?|gives?|gave|leaves?|left) )"
        r"|(?:is|was|are|were) (?=an? )|that is (?:to say )?|i\.e\. |or |being |so |giving |leaving |making |marking "
        r"|showing |representing "
        r"|equ(?:ating|ivalent) to )"
    ),
    "MOVEMENT": (
        r"(?:the |its |planned |net )*(?:(?P<down>us(?:e|age|ing)|draw-?downs?|withdrawals?|releas(?:es?|ing))"
        r"|(?P<up>add(?:ing|itions?)|contributions?|top-?ups?)) "
    ),
    "NO_GAP": r"(?! (?:more|less|below|above|over|under|short|higher|lower)\b)",
    "FUND": r"(?:reserves?|funds?|balances?)",
    "STANDS": r"(?:stands?|stood|is|are|was|were|will be|falls|fell|rises|rose|comes?|came) ",
    "NOW": r"(?:now|thus|hence|therefore)",
    "LEAVES": r"(?:leaves?|leaving|gives?|gave|is|was|makes?|made|comes? to|equals?)",
    "EXCEEDS": (
        r"\b(?:(?P<up>exceed(?:s|ed|ing)?)|(?P<down>f[ae]ll(?:s|ing)? short of)"
        r"|(?P<any>miss(?:es|ed|ing)?|beats?|beating))"
    ),
    "HIT": (
        r"\b(?:(?P<down>missed|missing|f[ae]ll(?:ing)? short of)"
        r"|(?P<any>met|beat(?:en|ing)?|exceed(?:ed|ing)|surpassed))"
    ),
    "A_NAME": r"(?: (?!(?:and|but|while|within|last)\b)[a-z][a-z’'-]*){0,6}",
    "NOT_LONG_AGO": r"(?!(?: [a-z]+){1,2} ago\b)",
    "CAUSE": "".join(rf"(?<!\b{word} )" for word in ["from", "to", "at", "than", "against", "on", "is", "was"]),
    "IN_CAUSE": (
        r"(?:(?!\b(?:compared|against|but|while|although|partly|offset|target|planned|budgeted|not|never|short|enough)\b)"
        r"[^⟨⟩.;])"
    ),
    "BRINGS": (
        r"\b(?:(?P<any>bring(?:s|ing)?|brought|tak(?:es?|ing)|took|mak(?:es?|ing)|to give|giv(?:es?|ing)"
        r"|leav(?:es?|ing)|(?:so )?that (?:it|the [a-z ]{3,30})(?: now)? stands)"
        r"|(?P<up>rais(?:es|ing)|increas(?:es|ing)|lift(?:s|ing)|push(?:es|ing))"
        r"|(?P<down>reduc(?:es|ing)|lower(?:s|ing)|cut(?:s|ting)))\b"
    ),
    "SINCE": r"(?:from|compared (?:to|with))",
    "BEFORE_IT": r"(?:(?!\b(?:targets?|budget|plan(?:ned)?|forecast|maximum|limit)\b)[^⟨⟩.;]){0,20}",
    "IS_NOW": r"(?: (?:is|are|was|were|stands?|stood|remains?|now|still|and|which)){0,4}",
    "A_LIMIT": r"(?:the|its|their|our|an?|last year['’]s)(?: [a-z-]+){0,5}",
    "NEUTRAL": r"(?:(?:new|revised|total|full|annual|approved|original) ){0,2}",
    "CLAUSE_START": r"(?:^|(?<=[.;,] ))(?:the|its|our|this) ",
    "FARED": r"(?:(?P<down>improved)|(?P<up>worsened|deteriorated))",
    "ALLOCATION": r"(?:budget allocation|budget|allocation|cash limit)",
    "BUDGET": r"(?:budget|cash limit)~20",
    "A_BALANCE": r"(?:deficit|surplus|saving)",
    "ALL": r"(?! (?:[a-z]+ )?(?:in|among|for|at) (?!<THE>?(?:<WHOLE>|20\d\d)))",
    "WHOLE": r"(?:(?:this|one) )?(?:financial )?(?:year|quarter|month|all|total|budget|comparison)",
    "THEN": r"[,:(–-] ?",
    "GOES_ON_WITH": (
        r"(?:this|that|the|it)\b(?![^⟨⟩]*\b(?:from|out of) (?:(?:an?|its|the) (?!year|month|quarter)|<A_BALANCE>))"
    ),
    "NO_END": r"(?!~40\b(?:(?:in)?to|and becomes) ~30⟨)",
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
    "BEFORE": r"(?:last (?:year|month|quarter)|(?:the|an?) (?:year|month|quarter) (?:ago|before|earlier))",
    "THEN_WAS": (
        r"(?:(?:a|one|the) (?:year|month|quarter) (?:ago|before|earlier)|last (?:year|month|quarter)|previously"
        r"|in [^⟨⟩.;,()]{4,14})"
    ),
    "ITS_PARTS": r"(?:⟨\d+⟩ (?:(?:out )?of|and) ⟨\d+⟩~20[,:] )",
    "A_MONTH": rf"(?:{'|'.join(MONTHS)})",
    "DATED": (
        r"(?:(?:at|in) (?:period|month|quarter|Q) ?⟨\d+⟩,?|(?:in|at|on|by|for)[^⟨⟩.,;:]{1,30}?"
        rf"\b(?:{'|'.join(MONTHS)}|(?:19|20)\d\d(?:[/–-]\d\d)?),?)"
    ),
    "WAS": r"(?:was|were|had been|is|stood at)",
    "SO_IT_HAS": (
        r"(?:[,;:–-]? ?(?:and )?(?:so|thus|hence|therefore) (?:<IT_HAS> ){0,6}"
        r"|[,;:.] there (?:has|have|had|is|was)(?: hence| thus| therefore| now)? (?:been )?|\. )"
    ),
    "NO_SUBJECT": r"(?:(?!\b(?:has|have|had)\b)[^⟨⟩.;]){0,20}",
    "OF_NO_PART": r"(?:(?! (?:on|in|for|at|from) )[^⟨⟩.;])",
    "IT_HAS": r"(?:that|it|they|this|there|the [a-z]+|has|have|had|is|are|was|were|been|now)",
    "SLOW": r"(?:(?P<up>slower|longer)|(?P<down>quicker|faster|shorter))",
    "NOTHING_ELSE": (
        r"(?=$|[.,;)]| (?:of (?:the|last|a)|in|last|a year|the year|on|which|approved|agreed|planned|budgeted|expected"
        r"|<TIME>)\b)"
    ),
    "SPAN": r"(?:second|minute|hour|day|week|month)",
    "TIME": r"(?:seconds?|minutes?|hours?|days?|weeks?|months?)",
}
"""`UNIT` is what a change counts, or in what it is told: 12 fewer people, 1.8 points above. `ALSO` is the same change
in percent, `ALL` that it is not that of some part: an increase of 12 in May; `GOES_ON_WITH` how a sentence begins that
tells no move of its own, and `NO_END` that a figure is no end of one: from a surplus of £2m to a deficit of £1m. Words
may be made of others.
"""
