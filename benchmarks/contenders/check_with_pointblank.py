"""Pointblank on Polars, as in its documentation: a step with an expression over columns. Binary floats.

In floats an identity of pence holds only to about a hundred-millionth, so the check allows half a penny.
"""

import sys

import pointblank as pb
import polars as pl

difference = pl.col("opening") - pl.col("usage") - pl.col("closing")
validation = pb.Validate(data=pl.read_csv(sys.argv[1])).col_vals_expr(expr=difference.abs() < 0.005).interrogate()
print(int(validation.n_failed(i=1, scalar=True)))
