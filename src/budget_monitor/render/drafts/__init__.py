"""Reports that were written down as ledgers: the files of a set, and a page that says where each figure stands."""
