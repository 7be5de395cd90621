"""Statistics: yield, calls, processes and places, as charts, tables and a report."""
