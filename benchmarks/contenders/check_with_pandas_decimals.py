"""A bare pandas script with Python's Decimal. Exact."""

import sys
from decimal import Decimal

import pandas as pd

amounts = ["opening", "usage", "closing"]
rows = pd.read_csv(sys.argv[1], converters={column: Decimal for column in amounts})
wrong = rows["opening"] - rows["usage"] != rows["closing"]
print(int(wrong.sum()))
