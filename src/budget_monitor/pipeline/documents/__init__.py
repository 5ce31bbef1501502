"""Jobs on documents: scrutinising them, and marking a copy."""
