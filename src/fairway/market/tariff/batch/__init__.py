"""Quotes for a whole file of shipments, vectorised in DuckDB, with the results of one `quote` each.

What an origin owes on a line is law, not a matter of the shipment: `cells` works it out once for each
release and keeps it. A shipment whose cell is decided is one join and two multiplications; one whose
duty depends on quantities, or whose code is not plainly a line, is priced option by option from its
`candidates`; what neither decides goes through the engine of a single quote (`single`).
"""
