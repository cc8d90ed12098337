"""The pages and doors of the measures, each a thin class over the one question."""
