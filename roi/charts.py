"""Table -> Plotly figure."""
