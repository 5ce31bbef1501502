"""How a run is done: engine, limits, progress, settings as they are shown, names of files."""
