"""What tests share: makers of ledgers, reports, documents and files, and ways to run the program."""
