"""What is true about an incident: facts, what they add up to, and the rules. Pure, no I/O, no clock."""
