"""How sentences word a share together with what it is of: a part `a`, its whole `b`, and the share `p` in percent."""

from __future__ import annotations

from budget_monitor.scrutinise.sentences.shapes import frame

_WORDS = {
    "APART": r"[^⟨⟩().;]",
    "IN_PART": r"[^⟨⟩.;,]",
    "OF": r"(?:(?:[a-z]+ ){0,3}out )?of (?:the |a total of |an? [a-z]+ of |those |these |all |our |a possible )?",
    "A_PART": "".join(
        rf"(?<!\b{word})" for word in ["in", "at", "by", "to", "for", "from", "over", "than", "of", "and"]
    ),
    "OR": r"(?: [–—-]| or|, or|, i\.e\.|, being|,? that is| equating to|,? which is|,? representing)",
    "IS": r"(?:,|,? or|,? being|(?: (?!<NOT>\b)[a-z][a-z’'-]*){1,3}| and <ARE>(?: now)?)",
    "UP": r"(?:up|r[io]se|risen|increased?|grew|grown?)",
    "DOWN": r"(?:down|f[ae]ll|fallen|decreased?|reduced|dropped)",
    "OFF": r"(?:over|under|above|below|short|ahead|more|less|better|worse|higher|lower)",
    "OFF_OF": r"(?:of|on|above|below|over|under|against|(?:more|less|better|worse|higher|lower) than)",
    "SAYING": (
        r"(?:,| or| \(| –) ?"
        r"(?:or |an? (?:[a-z]+ of )?|which is |that is |equal to |equivalent to |being |i\.e\.,? |some )?"
    ),
    "END": (
        r"(?=(?: of (?:the total|it|that|all|the whole)| (?:above|below|over|under) (?:the |its )?[a-z]+"
        r"| (?:over|under|more|less|above|below)(?= and\b))?(?:[.,;)]|$| and\b))"
    ),
    "ARE": r"(?:is|are|was|were|makes? up|made up|represents?|accounts? for)",
    "OF_IT": (
        r"(?:(?!\b(?:from|compared|against|than|up|down|after|with|above|below|exceed\w*"
        r"|(?:and|but) (?:is|are|was|were|has|have|had|will|so|now))\b)[^⟨⟩.;])"
    ),
    "ARE_A_SHARE": r"(?:<ARE>|equates? to|amounts? to|equals?)",
    "OF_PART": (
        r"(?:(?:overall|total|average|current|in-year|prompt) ){0,2}(?:(?:collection|recovery|answer|response|delivery"
        r"|occupancy|take-up|spend|payment|completion|return|repayment) )?"
    ),
    "COMES_TO": (
        r"(?:that is|that[’']s|that comes to|which (?:is|was|comes to|gives|makes)|i\.e\.|equal to|equivalent to"
        r"|equates to|amounting to|being|giving|making|or)"
    ),
    "NOT": r"(?:and|while|when|where|with|in|by|of|to|at|after|since)",
}
"""`APART` is a character of no bracket, `IN_PART` one of no other part of a sentence. `A_PART` stands before a figure
that is a part: of 14 outcomes 12 (86%), not of 14 outcomes in 12 (86%).
"""
_OF_WHICH = (
    r"⟨b⟩~60, of (?:which|whom) ⟨a⟩[^⟨⟩.;(),]{0,30}"
    r"(?: \((?:or )?(?=⟨\d+⟩\))|,? or (?!⟨\d+⟩ (?:of|more|less|higher|lower)\b))⟨p⟩"
)
"""In which the whole may also be a figure before the nearest."""
SHARES = tuple(
    (frame(pattern, _WORDS), is_sure)
    for pattern, is_sure in (
        (r"⟨a⟩ <OF>⟨b⟩<APART>{0,60}\((?:or |i\.e\. )?⟨p⟩\)", True),
        (r"⟨a⟩ <OF>⟨b⟩~40<OR> ?⟨p⟩", True),
        (r"⟨p⟩ \(⟨a⟩ <OF>⟨b⟩[^⟨⟩()]{0,40}\)", True),
        (r"⟨p⟩ \(⟨a⟩ ?/ ?⟨b⟩\)", True),
        (r"⟨p⟩ ⟨a⟩ (?:out )?of ⟨b⟩(?!\d)", True),
        (r"⟨a⟩ ?/ ?⟨b⟩ \(⟨p⟩\)", True),
        (r"⟨p⟩ of [^⟨⟩.;()]{1,90}, ⟨a⟩ <OF>⟨b⟩", True),
        (r"⟨p⟩[^⟨⟩.;()]{1,60}\(⟨a⟩ <OF>⟨b⟩[^⟨⟩()]{0,15}\)", True),
        (r"of (?:these|those|the|all)?,? ?⟨b⟩<APART>{0,40}, ⟨a⟩<APART>{0,30}\(⟨p⟩\)", True),
        (r"^\W*of (?:these |those |the |all |our )?⟨b⟩<APART>{0,60}<A_PART> ⟨a⟩<APART>{0,30}\(⟨p⟩\)", True),
        (r"⟨a⟩<APART>{0,25}\(⟨p⟩\) <OF>⟨b⟩", True),
        (r"⟨a⟩<APART>{0,25}\(⟨p⟩ of <APART>{0,40}⟨b⟩<APART>{0,15}\)", True),
        (r"⟨p⟩ \(⟨a⟩\) <OF>⟨b⟩", True),
        (r"⟨p⟩: ⟨a⟩ <OF>⟨b⟩", True),
        (r"⟨p⟩ of ~12⟨b⟩~40,? or ⟨a⟩(?=[,.;) ]|$)", True),
        (r"^\W*of (?:these |those |the |all |our )?⟨b⟩~40<A_PART> ⟨a⟩,? or ⟨p⟩", True),
        (r"⟨a⟩ <OFF>\b~40<SAYING>⟨p⟩ <OFF_OF> <IN_PART>{0,40}⟨b⟩", True),
        (r"⟨a⟩ <OFF>(?: than)? (?:the |its |our |their )?<IN_PART>{0,25}⟨b⟩<IN_PART>{0,40}<SAYING>⟨p⟩<END>", True),
        (r"(?:<UP>|<DOWN>) by ⟨a⟩~20(?:,? or| \(|,? that is|,? which is) ?⟨p⟩\)?,? (?:from|on) ~20⟨b⟩", True),
        (r"⟨b⟩, of which ⟨a⟩~50(?:,| or|, or| \() ?(?:a (?:share|rate) of |i\.e\. )?⟨p⟩<END>", True),
        (r"⟨a⟩ <OF>⟨b⟩<APART>{0,40}, an? (?:<OF_PART>)?(?:rate|share|proportion|level) of ⟨p⟩<END>", True),
        (r"⟨a⟩ <OF>⟨b⟩<APART>{0,40}, an? (?:[a-z]+ ){0,2}turnout of ⟨p⟩<END>", True),
        (r"⟨a⟩<IN_PART>{0,40},? which (?:is|was|represents|equates to|makes up) ⟨p⟩ of <IN_PART>{0,40}⟨b⟩", True),
        (r"⟨p⟩ of (?:the |all |these |our )?⟨b⟩<APART>{0,40}\(⟨a⟩\)", True),
        (r"\bof (?:the |these |all |our )?⟨b⟩<APART>{0,80}, ⟨p⟩ \(⟨a⟩\)", True),
        (r"⟨b⟩<APART>{0,60}, of (?:which|whom|these|them) ⟨p⟩<APART>{0,50}\(⟨a⟩\)", True),
        (r"⟨a⟩<APART>{0,40}, (?:this|that|it|they|these) <ARE_A_SHARE> ⟨p⟩ of <OF_IT>{0,40}⟨b⟩", False),
        (r"⟨a⟩<IS> ⟨p⟩ of <OF_IT>{0,40}⟨b⟩", False),
        (r"⟨a⟩~40, an? ~20⟨p⟩ of <OF_IT>{0,40}⟨b⟩", False),
        (r"⟨a⟩~30 of (?:the |an? )?~20⟨b⟩~20, ⟨p⟩(?=[,.;)]|$)", False),
        (r"⟨p⟩ of <OF_IT>{0,40}⟨b⟩<IN_PART>{0,25}(?:,| \(| –) ?<COMES_TO> ⟨a⟩<END>", True),
        (r"⟨p⟩ of <OF_IT>{0,40}⟨b⟩(?:,| \(| –| is| =) ?⟨a⟩<END>", False),
        (r"(?:^|[.,;(] ?)of <OF_IT>{0,30}⟨b⟩<IN_PART>{0,15},? ⟨p⟩ \(⟨a⟩\)", False),
        (_OF_WHICH, True),
    )
)  # fmt: skip
"""How a share is worded, and whether the words leave no doubt that it is meant as the share of these two figures."""
PAIRS = tuple(
    frame(one)
    for one in (
        r"⟨a⟩[^⟨⟩().;]{0,25}\(⟨p⟩\)",
        r"⟨a⟩[^⟨⟩().;]{0,25}(?:,? or|, that[’']s|, that is|, which is|, i\.e\.) ⟨p⟩(?! of)",
        r"⟨p⟩[^⟨⟩().;]{0,50}\(⟨a⟩\)",
    )
)
"""A figure beside what it is in percent of something else."""
