"""Quotes for a whole file of shipments, vectorised in DuckDB, with the results of one `quote` each.

A rate that is linear (a percent of the value plus amounts per unit) is computed in SQL with exact
decimals; a shipment that meets any other rate goes through the same engine as a single quote.
"""
