"""One of two lists that must agree, read from any file: which column is which, amounts with their sign, balances."""
