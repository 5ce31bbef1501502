"""Committee papers of made-up councils, correct in every figure, and how well slips put into them are found."""
