"""The floor: one DuckDB query.

DuckDB takes the amounts for doubles and makes decimals of two places of them: exact up to fifteen digits. Naming their
type in the query instead (exact throughout) takes the same time.
"""

import sys

import duckdb

opening, usage, closing = (f"{column}::decimal(18,2)" for column in ("opening", "usage", "closing"))
print(duckdb.sql(f"select count(*) from '{sys.argv[1]}' where {opening} - {usage} <> {closing}").fetchall()[0][0])
