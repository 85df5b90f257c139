"""The steps of the pipeline: each reads older files and writes new ones."""
