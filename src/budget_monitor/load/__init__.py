"""Reading what the officer has: ledgers, settings and rule files, into typed values with their places.

Import from the modules: `ledger_set` reads a directory, `settings` its settings. Nothing is imported here,
so that reading rule files does not load pyarrow.
"""
