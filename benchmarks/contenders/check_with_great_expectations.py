"""Great Expectations on pandas: an expectation of a column. Binary floats.

On pandas it has no expectation of an identity between three columns that takes a tolerance, so the difference is made
a column of its own, and that column is expected to be within half a penny of nothing.
"""

import sys

import great_expectations as gx
import pandas as pd

rows = pd.read_csv(sys.argv[1])
rows["difference"] = rows["opening"] - rows["usage"] - rows["closing"]
context = gx.get_context(mode="ephemeral")
source = context.data_sources.add_pandas("pandas")
batch_definition = source.add_dataframe_asset(name="reserve_movements").add_batch_definition_whole_dataframe("all")
batch = batch_definition.get_batch(batch_parameters={"dataframe": rows})
expectation = gx.expectations.ExpectColumnValuesToBeBetween(
    column="difference", min_value=-0.005, max_value=0.005, strict_min=True, strict_max=True
)
print(batch.validate(expectation).result["unexpected_count"])
