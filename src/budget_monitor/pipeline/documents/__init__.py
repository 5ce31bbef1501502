"""Jobs on documents: scrutinising them, marking a copy, and drafting ledgers of them."""
