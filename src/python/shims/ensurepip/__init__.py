"""Puts pip into a new environment: its scripts, and what `pip list` says of it."""

import os
import sys

import pip

__version__ = pip.__version__


def version():
    return __version__


def bootstrap(*, root=None, upgrade=False, user=False, altinstall=False, default_pip=False, verbosity=0):
    from pip._commands import write_script

    folder = os.path.join(sys.prefix, f"lib/python3.14/site-packages/pip-{__version__}.dist-info")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "METADATA"), "w", encoding="utf-8") as file:
        file.write(f"Metadata-Version: 2.4\nName: pip\nVersion: {__version__}\nSummary: Installs what this page ships.\n")
    for name in ("pip", "pip3", "pip3.14"):
        write_script(name, "pip:main")


def _main(argv=None):
    bootstrap(default_pip=True)
    return 0
