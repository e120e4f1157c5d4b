"""The commands: list, show, freeze, check, install, uninstall, download's refusal."""

import difflib
import importlib.metadata as metadata
import json
import math
import os
import re
import shutil
import sys
import zipfile

import pip

SHIPPED = "/usr/lib/python3.14/site-packages"
USAGE = """
Usage:
  pip <command> [options]

Commands:
  install                     Install packages.
  uninstall                   Uninstall packages.
  freeze                      Output installed packages in requirements format.
  list                        List installed packages.
  show                        Show information about installed packages.
  check                       Verify installed packages have compatible dependencies.
  help                        Show help for commands.

General Options:
  -h, --help                  Show help.
  -V, --version               Show version and exit.
  -q, --quiet                 Give less output.
"""
NATIVE = {"numpy", "pandas", "scipy", "scikit-learn", "matplotlib", "torch", "tensorflow", "polars", "pyarrow", "lxml"}


# pip carries its own copy of packaging; here the shipped one serves, also where an environment does not have it.
sys.path.append(SHIPPED)
import packaging.markers  # noqa: E402
import packaging.requirements  # noqa: E402

sys.path.remove(SHIPPED)


class Refused(Exception):
    pass


def name_of(text):
    return re.sub(r"[-_.]+", "-", text).lower()


def site_folder():
    """Where packages are installed: the environment's, or the interpreter's own."""
    if sys.prefix != sys.base_prefix:
        return os.path.join(sys.prefix, "lib/python3.14/site-packages")
    return SHIPPED


def distributions(folder):
    found = {name_of(each.metadata["Name"]): each for each in metadata.distributions(path=[folder])}
    return dict(sorted(found.items()))


def main(arguments=None):
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE)
        return 0
    if arguments[0] in ("-V", "--version"):
        print(f"pip {pip.__version__} from {os.path.dirname(__file__)} (python 3.14)")
        return 0
    command, *rest = arguments
    commands = {
        "list": list_,
        "freeze": freeze,
        "show": show,
        "check": check,
        "install": install,
        "uninstall": uninstall,
    }
    if command not in commands:
        near = difflib.get_close_matches(command, commands)
        hint = f' - maybe you meant "{near[0]}"' if near else ""
        print(f'ERROR: unknown command "{command}"{hint}', file=sys.stderr)
        return 1
    try:
        return commands[command](rest) or 0
    except Refused as error:
        print(error, file=sys.stderr)
        return 1


def list_(arguments):
    names = {name: (each.metadata["Name"], each.version) for name, each in distributions(site_folder()).items()}
    rows = [row for _, row in sorted({**names, "pip": ("pip", pip.__version__)}.items())]
    if "--not-required" in arguments:
        found = distributions(site_folder()).values()
        needed = {name_of(one.name) for each in found for one in requirements_with(each, [])}
        rows = [row for row in rows if name_of(row[0]) not in needed]
    if "--format=json" in arguments:
        print(json.dumps([{"name": name, "version": version} for name, version in rows]))
        return
    if "--format=freeze" in arguments:
        for name, version in rows:
            print(f"{name}=={version}")
        return
    width = max([len("Package"), *(len(name) for name, _ in rows)])
    other = max([len("Version"), *(len(version) for _, version in rows)])
    print(f"{'Package':<{width}} Version".rstrip())
    print("-" * width, "-" * other)
    for name, version in rows:
        print(f"{name:<{width}} {version}")


def freeze(arguments):
    for name, each in distributions(site_folder()).items():
        if name not in ("pip", "setuptools", "wheel"):
            print(f"{each.metadata['Name']}=={each.version}")


def requirements_of(each):
    from packaging.requirements import Requirement

    found = [Requirement(text) for text in each.requires or []]
    return [one for one in found if one.marker is None or one.marker.evaluate({"extra": ""})]


def project_home(about):
    """The address that newer metadata has among the project's links."""
    for link in about.get_all("Project-URL") or []:
        label, _, address = link.partition(",")
        if re.sub(r"[-_ ]", "", label.lower()) == "homepage":
            return address.strip()
    return ""


def show(arguments):
    names = [word for word in arguments if not word.startswith("-")]
    if not names:
        print("WARNING: ERROR: Please provide a package name or names.", file=sys.stderr)
        return 1
    installed = distributions(site_folder())
    missing = [name for name in names if name_of(name) not in installed]
    if missing:
        print(f"WARNING: Package(s) not found: {', '.join(missing)}", file=sys.stderr)
    for index, name in enumerate(name for name in names if name_of(name) in installed):
        each = installed[name_of(name)]
        about = each.metadata
        needs = sorted((one.name for one in requirements_of(each)), key=str.lower)
        needed = sorted(
            (other.metadata["Name"] for other in installed.values()
             if name_of(name) in {name_of(one.name) for one in requirements_of(other)}),
            key=str.lower,
        )
        if index:
            print("---")
        print(f"Name: {about['Name']}\nVersion: {each.version}\nSummary: {about['Summary'] or ''}")
        print(f"Home-page: {about['Home-page'] or project_home(about)}\nAuthor: {about['Author'] or ''}")
        print(f"Author-email: {about['Author-email'] or ''}")
        expression = about["License-Expression"]
        print(f"License-Expression: {expression}" if expression else f"License: {about['License'] or ''}")
        print(f"Location: {site_folder()}\nRequires: {', '.join(needs)}\nRequired-by: {', '.join(needed)}")
    return 1 if len(missing) == len(names) else 0


def check(arguments):
    installed = distributions(site_folder())
    missing, conflicting = [], []
    for each in installed.values():
        for one in requirements_of(each):
            other = installed.get(name_of(one.name))
            about = f"{each.metadata['Name']} {each.version}"
            if other is None:
                missing.append(f"{about} requires {one.name}, which is not installed.")
            elif not one.specifier.contains(other.version, prereleases=True):
                conflicting.append(
                    f"{about} has requirement {one}, but you have {other.metadata['Name']} {other.version}."
                )
    broken = bool(missing or conflicting)
    for line in [*missing, *conflicting]:
        print(line)
    if not broken:
        print("No broken requirements found.")
    return int(broken)


# --- installing


def wanted(arguments):
    """What the words of `install` ask for: requirements with where each comes from."""
    from packaging.requirements import InvalidRequirement, Requirement

    found = []
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word in ("-r", "--requirement"):
            if not words:
                raise Refused("ERROR: -r option requires 1 argument")
            found += read_requirements(words.pop(0))
        elif word.startswith("--requirement="):
            found += read_requirements(word.partition("=")[2])
        elif word in ("-c", "--constraint"):
            if not words:
                raise Refused("ERROR: -c option requires 1 argument")
            found += [("limit", *rest) for _, *rest in read_requirements(words.pop(0), "constraint")]
        elif word in ("-e", "--editable"):
            path = words.pop(0) if words else "."
            if not is_project(path):
                address = f"file://{os.path.abspath(path)}"
                print(f"Obtaining {address}", flush=True)
                raise Refused(
                    f"ERROR: {address} does not appear to be a Python project: "
                    "neither 'setup.py' nor 'pyproject.toml' found."
                )
            found.append(("editable", path, None))
        elif word.startswith("-"):
            continue
        elif word.endswith(".whl"):
            found.append(("wheel", word, None))
        elif word in (".", "..") or word.startswith(("./", "/")):
            if not is_project(word):
                raise Refused(
                    f"ERROR: Directory {word!r} is not installable. Neither 'setup.py' nor 'pyproject.toml' found."
                )
            found.append(("editable", word, None))
        else:
            try:
                found.append(("requirement", Requirement(word), None))
            except InvalidRequirement as error:
                raise Refused(f"ERROR: Invalid requirement: {word!r}: {error}") from None
    return found


def is_project(folder):
    return any(os.path.isfile(os.path.join(folder, name)) for name in ("pyproject.toml", "setup.py"))


def read_requirements(path, what="requirements"):
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().replace("\\\n", "").splitlines()
    except OSError as error:
        raise Refused(
            f"ERROR: Could not open {what} file: [Errno {error.errno}] {error.strerror}: {path!r}"
        ) from None
    found = []
    for number, line in enumerate(lines, 1):
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        if not line or line.startswith("--"):
            continue
        if line.startswith(("-r", "-c")):
            named = os.path.abspath(os.path.join(os.path.dirname(path), line[2:].strip()))
            if line.startswith("-r"):
                found += read_requirements(named)
            else:
                found += [("limit", *rest) for _, *rest in read_requirements(named, "constraint")]
            continue
        try:
            found.append(("requirement", Requirement(line), f"-r {path} (line {number})"))
        except InvalidRequirement as error:
            hint = "\nHint: = is not a valid operator. Did you mean == ?" if re.match(r"[\w.-]+ *=[^=]", line) else ""
            raise Refused(
                f"ERROR: Invalid requirement: {line!r}: {error} (from line {number} of {path}){hint}"
            ) from None
    return found


def install(arguments):
    quiet = any(word in ("-q", "--quiet", "-qq") for word in arguments)
    say = (lambda *words: None) if quiet else print
    asked = wanted(arguments)
    if not asked:
        raise Refused('ERROR: You must give at least one requirement to install (see "pip help install")')
    target = site_folder()
    shipped, installed, chosen, satisfied = distributions(SHIPPED), distributions(target), {}, set()
    known, waiting = {}, []
    limits = [subject for what, subject, _ in asked if what == "limit"]

    def meet(subject, origin, place=math.inf):
        if subject.marker is not None and not subject.marker.evaluate({"extra": ""}):
            if place != math.inf:
                say(f"Ignoring {subject.name}: markers {str(subject.marker)!r} don't match your environment")
            return
        subject.marker = None
        name = name_of(subject.name)
        allowed = subject.specifier
        for limit in limits:
            if name_of(limit.name) == name:
                allowed &= limit.specifier
        specifiers, _ = known.setdefault(name, ([], place))
        specifiers.extend(subject.specifier)
        have = installed.get(name)
        because = f" (from {origin})" if origin else ""
        if have is not None and allowed.contains(have.version, prereleases=True):
            if name not in satisfied:
                plain = subject
                if subject.extras and place == math.inf:
                    plain, because = f"{subject.name}{subject.specifier}", f" (from {subject}->{origin})"
                say(f"Requirement already satisfied: {plain} in {target}{because} ({have.version})")
            satisfied.add(name)
        elif name not in chosen:
            each = shipped.get(name)
            wheel = dropped_wheel(subject) if each is None else None
            if wheel is not None:
                chosen[name] = ("wheel", wheel)
                return
            if each is None or not allowed.contains(each.version, prereleases=True):
                refuse(subject, each)
            say(f"Collecting {subject}{because}")
            say(f"  Using {each.metadata['Name']} {each.version}, which this page ships")
            chosen[name] = ("shipped", each)
        waiting.append((name, subject, f"{subject}->{origin}" if origin else str(subject)))

    def preference(one):
        """pip reads first what is pinned, then what has an upper bound, then what was asked for first."""
        specifiers, place = known[one[0]]
        exact = [each for each in specifiers if each.operator in ("==", "===")]
        pinned = any(not each.version.endswith(".*") for each in exact)
        bounded = len(exact) > 0 or any(each.operator in ("<", "<=", "~=") for each in specifiers)
        return not pinned, not bounded, place, not specifiers, one[0]

    for place, (what, subject, origin) in enumerate(asked):
        if what == "wheel":
            chosen[name_of(os.path.basename(subject).split("-")[0])] = ("wheel", subject)
        elif what == "editable":
            chosen[name_of(os.path.basename(os.path.abspath(subject)))] = ("editable", subject)
        elif what == "requirement":
            meet(subject, origin, place)
    while waiting:
        one = min(waiting, key=preference)
        waiting.remove(one)
        name, subject, origin = one
        extras = [*subject.extras]
        for needed in requirements_with(installed.get(name) or shipped.get(name), extras):
            other = name_of(needed.name)
            if other not in chosen and (other in shipped or other in installed or not extras):
                meet(needed, origin)
    if not chosen:
        return 0
    os.makedirs(target, exist_ok=True)
    say(f"Installing collected packages: {', '.join(chosen)}")
    done = []
    for name, (kind, what) in chosen.items():
        done.append({"shipped": link, "wheel": unpack, "editable": develop}[kind](what, target))
    say(f"Successfully installed {' '.join(sorted(done))}")
    return 0


_seen = set()


def requirements_with(each, extras):
    from packaging.requirements import Requirement

    key = (each.metadata["Name"], tuple(extras))
    if key in _seen:
        return []
    _seen.add(key)
    found = [Requirement(text) for text in each.requires or []]
    return [
        one for one in found
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ["", *extras])
    ]


def dropped_wheel(requirement):
    """A pure wheel of that name in the project's folder or its wheels/."""
    for folder in (".", "wheels", "dist"):
        if os.path.isdir(folder):
            for file in sorted(os.listdir(folder), reverse=True):
                parts = file.split("-")
                if file.endswith("-none-any.whl") and name_of(parts[0]) == name_of(requirement.name):
                    if requirement.specifier.contains(parts[1], prereleases=True):
                        return os.path.join(folder, file)
    return None


def refuse(requirement, shipped):
    name = name_of(requirement.name)
    versions = shipped.version if shipped is not None else "none"
    lines = [
        f"ERROR: Could not find a version that satisfies the requirement {requirement} (from versions: {versions})",
        f"ERROR: No matching distribution found for {requirement}",
    ]
    if shipped is not None:
        lines.append(f"This page ships {shipped.metadata['Name']} {shipped.version} only: ask for {name}, or for that version.")
    elif name in NATIVE:
        lines.append(
            f"{requirement.name} is compiled code, and PyPI has no build of it for this Python (WebAssembly). "
            "Run this project on your own machine for it, or write the few lines that you need in plain Python."
        )
    else:
        lines.append(
            "This page has no network. `pip list` says what it ships; a pure wheel (…-none-any.whl) that you drop into "
            "the project's folder can be installed as well."
        )
    raise Refused("\n".join(lines))


def link(each, target):
    folder = f"{each.metadata['Name']}-{each.version}"
    if target == SHIPPED:
        return folder
    info = each._path.name
    for name in sorted(top_names(each)):
        place = os.path.join(target, name)
        if not os.path.lexists(place):
            os.symlink(os.path.join(SHIPPED, name), place)
    if not os.path.lexists(os.path.join(target, info)):
        os.symlink(os.path.join(SHIPPED, info), os.path.join(target, info))
    write_scripts(each)
    return folder


def top_names(each):
    """The folders and modules that a shipped distribution consists of."""
    import _companion_kernel

    return set(_companion_kernel.top_names(name_of(each.metadata["Name"])).split("\n")) - {""}


def write_scripts(each):
    if sys.prefix == sys.base_prefix:
        return
    for entry in each.entry_points:
        if entry.group == "console_scripts":
            write_script(entry.name, entry.value)


def write_script(name, value):
    module, _, function = value.split(" ")[0].partition(":")
    path = os.path.join(sys.prefix, "bin", name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            f"#!{sys.executable}\nimport sys\nfrom {module} import {function}\n"
            f"if __name__ == '__main__':\n    sys.exit({function}())\n"
        )
    os.chmod(path, 0o755)


def unpack(path, target):
    if not os.path.isfile(path):
        raise Refused(f"WARNING: Requirement {path!r} looks like a filename, but the file does not exist")
    if not path.endswith("-none-any.whl"):
        raise Refused(f"ERROR: {os.path.basename(path)} is not a supported wheel on this platform.")
    if target == SHIPPED:
        raise Refused("ERROR: the interpreter's own packages cannot be changed: make an environment first (python -m venv .venv)")
    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(target)
    name, version = os.path.basename(path).split("-")[:2]
    each = distributions(target).get(name_of(name))
    if each is not None:
        write_scripts(each)
    return f"{name}-{version}"


def develop(path, target):
    folder = os.path.abspath(path)
    if target == SHIPPED:
        raise Refused("ERROR: the interpreter's own packages cannot be changed: make an environment first (python -m venv .venv)")
    source = os.path.join(folder, "src")
    with open(os.path.join(target, f"__editable__.{os.path.basename(folder)}.pth"), "w", encoding="utf-8") as file:
        file.write((source if os.path.isdir(source) else folder) + "\n")
    return os.path.basename(folder)


def uninstall(arguments):
    target = site_folder()
    if all(word.startswith("-") for word in arguments):
        raise Refused('ERROR: You must give at least one requirement to uninstall (see "pip help uninstall")')
    installed = distributions(target)
    for word in [word for word in arguments if not word.startswith("-")]:
        each = installed.get(name_of(word))
        if each is None:
            print(f"WARNING: Skipping {word} as it is not installed.", file=sys.stderr)
            continue
        if target == SHIPPED:
            raise Refused("ERROR: the interpreter's own packages cannot be removed: they belong to this page")
        names = {each._path.name}
        if os.path.islink(each._path):
            names |= top_names(each)
        else:
            names |= {str(path).split("/")[0] for path in each.files or []}
        for name in names:
            place = os.path.join(target, name)
            if os.path.islink(place) or os.path.isfile(place):
                os.unlink(place)
            elif os.path.isdir(place):
                shutil.rmtree(place)
        print(f"Successfully uninstalled {each.metadata['Name']}-{each.version}")
    return 0
