"""The station: panels from their arrival at the line to the answer that it takes."""
