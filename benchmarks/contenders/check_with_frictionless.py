"""frictionless: a row constraint over the columns, as in its documentation. Exact: a number is a Decimal.

It reads a row at a time and evaluates the formula for each.
"""

import sys
from pathlib import Path

from frictionless import Checklist, Resource, checks

file = Path(sys.argv[1])
rolls = checks.row_constraint(formula="opening - usage == closing")
report = Resource(path=file.name, basepath=str(file.parent)).validate(Checklist(checks=[rolls]))
print(sum(1 for error in report.tasks[0].errors if error.type == "row-constraint"))
