"""The shared words of the house: pure Python, no Django, no I/O, no clock."""
