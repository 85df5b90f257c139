"""Several stages in a row, as a user wants them: a folder in, a verdict out."""
