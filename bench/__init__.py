"""How fast the cockpit is: figures measured from outside, beside their targets and what the machine gives."""
