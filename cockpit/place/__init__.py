"""The place a record is kept in: making it, looking it over, and the places of private incidents."""
