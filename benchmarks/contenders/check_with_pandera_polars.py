"""pandera on Polars, as in its documentation: the same model, its check an expression. Binary floats.

In floats an identity of pence holds only to about a hundred-millionth, so the check allows half a penny.
"""

import sys

import pandera.polars as pa
import polars as pl


class ReserveMovements(pa.DataFrameModel):
    """The three amounts, and the identity between them."""

    opening: float
    usage: float
    closing: float

    @pa.dataframe_check
    def rolls(cls, rows: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Opening less usage is closing."""
        return rows.lazyframe.select((pl.col("opening") - pl.col("usage") - pl.col("closing")).abs() < 0.005)


rows = pl.read_csv(sys.argv[1])
wrong = 0
try:
    ReserveMovements.validate(rows, lazy=True)
except pa.errors.SchemaErrors as found:
    cases = found.failure_cases.filter(pl.col("check") == "rolls")
    wrong = cases["index"].n_unique()
print(wrong)
