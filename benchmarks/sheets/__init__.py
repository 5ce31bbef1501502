"""Tables of which no rule is known, made up, with what adds up in them; and how much of it is found."""
