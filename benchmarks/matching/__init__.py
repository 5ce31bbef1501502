"""A cash book and a bank statement, made up, with what belongs together; and how much of it is found."""
