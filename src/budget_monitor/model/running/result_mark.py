"""How a workbook says that this tool has written it: among its properties, where the loader looks."""

RESULT_MARK = "a result of budget-monitor, and no ledger"
