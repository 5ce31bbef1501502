"""The monitoring position: a stage of its own, from the ledgers as read and the findings of the checks.

`rows` reads a ledger report by report, `marks` knows which failing checks use a cell, `reported` lists what each report
states; `revenue` and `programmes` make the parts of a report and `monitoring` the whole. Nothing is imported here:
pyarrow is heavy.
"""
