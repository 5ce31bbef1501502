"""Whether more of what a sentence is about is better or worse: better of what is collected, worse of sickness."""

from __future__ import annotations

import re

_ENDS = re.compile(r"(?i)\b(?:(?P<better>better|ahead)|(?P<worse>worse|behind))\b")
_MORE_IS_BETTER = re.compile(
    r"(?i)\b(?:collect(?:ion|ions|ed)|recover(?:y|ed)|occupan\w+|occupied|attendance|attended|recycl\w+|compost\w+|satisf\w+"
    r"|answered|completed|completions?|on time|in time|within target|pass rate|attainment|take-up|take up|turnout"
    r"|employment rate|success rate)\b"
)
_MORE_IS_WORSE = re.compile(
    r"(?i)\b(?:sickness|absen\w+|vacan\w+|voids?|empty|errors?|arrears|late|overdue|miss\w*|loss\w*|lost|turnover|complain\w*"
    r"|debts?|unemploy\w+|crimes?|reoffend\w*|wait\w*|delay\w*|write-offs?|fail\w*|not|un\w+ed|outstanding|dropped|refus\w+"
    r"|contaminat\w*|abandon\w*|costs?|spend\w*|spent|deficit|below|shortfall|leavers?)\b"
)


def direction_of_worth(sentence: str, said: str) -> int:
    """1 where better or worse, which is `said` of the figures of a sentence, means more of it, and -1 where less; 0
    where neither is said or the sentence leaves open which is better.
    """
    match = _ENDS.search(said)
    if match is None:
        return 0
    better, worse = _MORE_IS_BETTER.search(sentence), _MORE_IS_WORSE.search(sentence)
    if (better is None) == (worse is None):
        return 0
    return 1 if (match["better"] is None) == (better is None) else -1
