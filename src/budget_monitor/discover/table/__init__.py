"""One table by itself: what adds up in it by arithmetic, and what of that is believed."""
