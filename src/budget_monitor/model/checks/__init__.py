"""What must hold: rules, the equations made of them, and relations found without rules."""
