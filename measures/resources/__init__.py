"""Measures, their relations and themes as files."""

from measures.resources.measures import MeasureResource
from measures.resources.relations import RelationResource
from measures.resources.themes import ThemeResource

__all__ = ["MeasureResource", "RelationResource", "ThemeResource"]
