"""Rules against rows: the expression language, its normal form, and the engine that runs it."""
