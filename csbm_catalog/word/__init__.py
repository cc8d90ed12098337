"""Word documents in the catalogue's look: `writing` knows the format, `look` its styles."""

from csbm_catalog.word.writing import Word

__all__ = ["Word"]
