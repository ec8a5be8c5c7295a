"""For `scrapyd-deploy` alone, which builds its egg with it; all that it says stands in pyproject.toml."""

from setuptools import setup

setup()
