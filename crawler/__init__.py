"""Khabar: clean, attributed, deduplicated articles from Arabic news sites."""

__version__ = "0.1.0"
