"""pip, as far as a page without network goes: what is installed, and installing from what the site ships.

An installed package is linked, not copied: its files are the shipped ones, in whichever environment it is put.
"""

__all__ = ["main"]
__version__ = "26.2.2"

from pip._commands import main  # noqa: E402
