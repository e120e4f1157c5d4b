"""Imported only by an interpreter that is to be saved: what a run of pytest imports, put away until there is one."""

import importlib
import sys

# Besides what `import pytest` brings: plugins, those that are shipped as well, and what failures are told with.
_MODULES = """
pytest _pytest.faulthandler _pytest.helpconfig _pytest.junitxml _pytest.pastebin _pytest.setuponly _pytest.setupplan
_pytest.skipping _pytest.stepwise _pytest.threadexception _pytest.tracemalloc _pytest.unittest
_pytest.unraisableexception _pytest.warnings _pytest._argcomplete anyio.pytest_plugin anyio._backends._asyncio
anyio.to_thread platformdirs.pytest_plugin pytest_cov.plugin difflib pdb unittest email.parser email.policy
importlib.metadata._adapters importlib.metadata._text xml.etree.ElementTree encodings.unicode_escape quopri
""".split()
_away = {}
_children = []


def _load():
    before = set(sys.modules)
    for name in _MODULES:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            # A site that was built without packages.
            if error.name not in {"pytest", "_pytest", "anyio", "platformdirs", "pytest_cov"}:
                raise
    for name in [name for name in sys.modules if name not in before and name != __name__]:
        _away[name] = sys.modules.pop(name)
        parent, _, child = name.rpartition(".")
        if parent in before and hasattr(sys.modules[parent], child):
            delattr(sys.modules[parent], child)
            _children.append((parent, child))


def bring_back():
    """The modules as if they had just been imported."""
    for parent, child in _children:
        setattr(sys.modules[parent], child, _away[f"{parent}.{child}"])
    for name, module in _away.items():
        sys.modules.setdefault(name, module)


def replace(values, kinds):
    """What the modules had taken from others, by identity, and what they had made of it, by its type."""
    for module in _away.values():
        names = module.__dict__
        for name, value in list(names.items()):
            if id(value) in values:
                names[name] = values[id(value)]
            elif type(value) in kinds:
                names[name] = kinds[type(value)]()


_load()
