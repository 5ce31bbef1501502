"""Random conditions of the rule language, well typed, over the ledger of figures: what engines must agree on."""

from __future__ import annotations

from hypothesis import strategies as st

CONSTANTS = st.sampled_from(["0", "1", "-1", "2", "0.5", "100", "7.25"])
MONEY_COLUMNS = st.sampled_from(["a", "b", "c"])
NUMBER_COLUMNS = st.sampled_from(["n", "m", "i", "j"])
COMPARISONS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def _joined(left: st.SearchStrategy[str], op: str, right: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("({} {} {})".format, left, st.sampled_from(op.split()), right)


def _calls(figure: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("abs({})".format, figure),
        st.builds("min({}, {})".format, figure, figure),
        st.builds("max({}, {})".format, figure, figure),
    )


def _ratio(of: st.SearchStrategy[str], by: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("({} / {})".format, of, by)


MONEY = st.one_of(
    MONEY_COLUMNS,
    _joined(MONEY_COLUMNS, "+ -", MONEY_COLUMNS),
    st.builds("({} * {})".format, CONSTANTS, MONEY_COLUMNS),
    _calls(MONEY_COLUMNS),
    st.builds("sum({})".format, MONEY_COLUMNS),
    st.builds("sum({}, where=kind == 'cost')".format, MONEY_COLUMNS),
)
NUMBERS = st.one_of(
    NUMBER_COLUMNS,
    _joined(NUMBER_COLUMNS, "+ - *", NUMBER_COLUMNS),
    _joined(NUMBER_COLUMNS, "+ - *", CONSTANTS),
    _ratio(CONSTANTS, NUMBER_COLUMNS),
    _ratio(NUMBER_COLUMNS, NUMBER_COLUMNS),
    _ratio(MONEY_COLUMNS, MONEY_COLUMNS),
    _ratio(st.builds("({} - {})".format, NUMBER_COLUMNS, CONSTANTS), NUMBER_COLUMNS),
    _calls(NUMBER_COLUMNS),
    st.just("count()"),
)
SIMPLE = st.one_of(
    st.builds("{} {} {}".format, MONEY, COMPARISONS, st.one_of(MONEY, CONSTANTS)),
    st.builds("{} {} {}".format, NUMBERS, COMPARISONS, st.one_of(NUMBERS, CONSTANTS)),
    st.builds("{} <= {} < {}".format, NUMBERS, NUMBERS, CONSTANTS),
    st.builds("is_missing({})".format, st.one_of(MONEY_COLUMNS, NUMBER_COLUMNS, st.just("kind"))),
    st.sampled_from(["kind == 'cost'", "kind in ('cost', 'income')", "n in (0, 1, 2)", "n not in (0, 5)"]),
)


def _larger(condition: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("not ({})".format, condition),
        st.builds("({} and {})".format, condition, condition),
        st.builds("({} or {})".format, condition, condition),
        st.builds("(({} if {} else {}) >= {})".format, NUMBERS, condition, NUMBERS, CONSTANTS),
    )


CONDITIONS = st.recursive(SIMPLE, _larger, max_leaves=4)
"""A condition; one with a sum or count needs `by`."""

FIGURES_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["cost", "income", ""]),
        *(st.sampled_from(["", "0", "5", "-7", "12", "0.013m", "1.5"]) for _ in "abc"),
        *(st.sampled_from(["", "0", "1", "2.5", "-3", "40"]) for _ in "nm"),
        *(st.sampled_from(["", "0", "1", "12"]) for _ in "ij"),
    ),
    min_size=1,
    max_size=5,
)


def figures_text(rows: list[tuple[str, ...]]) -> str:
    """The rows as CSV text, each with a name of its own."""
    lines = [",".join((f"row {number}", *row)) for number, row in enumerate(rows)]
    return "\n".join(["name,kind,a,b,c,n,m,i,j", *lines, ""])
