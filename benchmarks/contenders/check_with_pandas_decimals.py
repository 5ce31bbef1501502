"""A bare pandas script with Python's Decimal. Exact."""

import sys
from decimal import Decimal

import pandas as pd

amounts = ["opening", "usage", "closing"]
rows = pd.read_csv(sys.argv[1], converters=dict.fromkeys(amounts, Decimal))
wrong = rows["opening"] - rows["usage"] != rows["closing"]
print(int(wrong.sum()))
