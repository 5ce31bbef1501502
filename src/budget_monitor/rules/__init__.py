"""What must hold: rule files read into typed, checked conditions, before any figure is seen."""
