"""Quotes for a whole file of shipments, vectorised in DuckDB, with the results of one `quote` each.

The law of the file is gathered first, as small tables (`words`, `law`, `compiled`). A shipment whose
options are all percents of the value is then one join and two multiplications (`sql_plain`); one
whose duty depends on quantities is priced option by option (`sql_measured`); what neither decides
goes through the engine of a single quote (`single`).
"""
