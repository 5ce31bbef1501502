"""pandera on pandas, as in its documentation: a DataFrameModel with a dataframe check. Binary floats.

In floats an identity of pence holds only to about a hundred-millionth, so the check allows half a penny.
"""

import sys

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series


class ReserveMovements(pa.DataFrameModel):
    """The three amounts, and the identity between them."""

    opening: float
    usage: float
    closing: float

    @pa.dataframe_check
    def rolls(cls, rows: pd.DataFrame) -> Series[bool]:  # noqa: N805
        """Opening less usage is closing."""
        return (rows["opening"] - rows["usage"] - rows["closing"]).abs() < 0.005


rows = pd.read_csv(sys.argv[1])
wrong = 0
try:
    ReserveMovements.validate(rows, lazy=True)
except pa.errors.SchemaErrors as found:
    cases = found.failure_cases
    wrong = cases.loc[cases["check"] == "rolls", "index"].nunique()
print(wrong)
