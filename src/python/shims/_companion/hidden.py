"""A file of the program hides the library's module of its name, also one that was imported before the program began."""

import _imp
import os
import sys

# What is changed for this process: a module that is imported anew is the changed one again, once its import succeeded.
_CHANGED = set("asyncio hashlib linecache logging queue signal socket subprocess threading traceback".split())
_OURS = {"__main__", "_companion", "_companion_kernel", "_companion_threads", "_pyodide", "_pyodide_core", "pyodide"}
kept = {}
_hidden = set()


def look(folders):
    """Forgets what files of these folders hide, and whatever imported that: both are imported again when needed."""
    hidden = {stem for folder in folders for stem in _modules(folder) if stem in sys.modules and _can_go(stem)}
    if not hidden:
        return
    _hidden.update(hidden)
    for name in _dependents(hidden):
        module = sys.modules.pop(name)
        parent, _, child = name.rpartition(".")
        if getattr(sys.modules.get(parent), child, None) is module:
            delattr(sys.modules[parent], child)
        if name not in hidden and name.partition(".")[0] in _CHANGED:
            kept[name] = module


def look_beside(path, code):
    """A program that changes sys.path may put folders near it first: what those hide is not here before it does so."""
    if not {"sys", "path"}.issubset(code.co_names):
        return
    here = os.path.dirname(os.path.realpath(path))
    above = os.path.dirname(here)
    look([above, *_folders(here), *_folders(above)] if above != "/" else _folders(here))


def _folders(folder):
    with os.scandir(folder) as entries:
        return [each.path for each in entries if each.is_dir()]


def take_back(fresh, name):
    """The changed module in place of the one that was just imported anew; it sees the program's modules as that one."""
    module = sys.modules[name] = kept.pop(name)
    for key, value in vars(fresh).items():
        if getattr(value, "__name__", None) in _hidden and value is sys.modules.get(value.__name__):
            setattr(module, key, value)


def _modules(folder):
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return
    for name in names:
        stem, dot, end = name.partition(".")
        if dot and end == "py" or not dot and os.path.isfile(os.path.join(folder, name, "__init__.py")):
            yield stem


def _can_go(name):
    """Modules without a file, and those that CPython has imported before a program begins, are hidden by none."""
    stem = name.partition(".")[0]
    if stem in _OURS or stem == "encodings" or _imp.is_frozen(stem):
        return False
    return getattr(sys.modules[name], "__file__", None) is not None


def _dependents(hidden):
    users = {}
    for name in list(sys.modules):
        if _can_go(name):
            for used in _imports(name):
                users.setdefault(used, []).append(name)
    found, waiting = set(), list(hidden)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += users.get(name, ())
    return found


def _imports(name):
    """Names of modules that a module's own code imports, functions aside."""
    import opcode

    # Pyodide's own imports what CPython's does not.
    if name == "ssl":
        return
    parent = name.rpartition(".")[0]
    if parent:
        yield parent
    spec = sys.modules[name].__spec__
    package = spec.name if spec.submodule_search_locations is not None else parent
    try:
        code = spec.loader.get_code(spec.name)
    except (AttributeError, ImportError, OSError):
        return
    argument = 0
    for operation, low in zip(code.co_code[::2], code.co_code[1::2]):
        argument |= low
        if operation == opcode.opmap["IMPORT_NAME"]:
            imported = code.co_names[argument]
            yield imported
            yield f"{package}.{imported}"
        argument = argument << 8 if operation == opcode.EXTENDED_ARG else 0
