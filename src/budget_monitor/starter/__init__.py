"""A ledger set to begin with: a worked example in every ledger, settings with comments, and what to do next.

`fill` makes the files from the templates beside it (`{year}`, `{last}`, `{next}`, `{portfolio}`, amounts in pounds);
`folder` puts them in their place, all or none.
"""
