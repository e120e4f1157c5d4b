"""Virtual environments, as `python -m venv` makes them: Pyodide's library comes without the module."""

import argparse
import os
import shutil
import sys

# What the reader's shell reads: PATH and the prompt, and the way back.
ACTIVATE = """# This file must be used with "source bin/activate" from a shell: you cannot run it.

deactivate () {
    if [ -n "${_OLD_VIRTUAL_PATH:-}" ] ; then
        PATH="${_OLD_VIRTUAL_PATH:-}"
        export PATH
        unset _OLD_VIRTUAL_PATH
    fi
    hash -r 2> /dev/null
    if [ -n "${_OLD_VIRTUAL_PS1:-}" ] ; then
        PS1="${_OLD_VIRTUAL_PS1:-}"
        export PS1
        unset _OLD_VIRTUAL_PS1
    fi
    unset VIRTUAL_ENV
    unset VIRTUAL_ENV_PROMPT
    if [ ! "${1:-}" = "nondestructive" ] ; then
        unset -f deactivate
    fi
}

deactivate nondestructive
VIRTUAL_ENV="__FOLDER__"
export VIRTUAL_ENV
VIRTUAL_ENV_PROMPT="__PROMPT__"
export VIRTUAL_ENV_PROMPT
_OLD_VIRTUAL_PATH="$PATH"
PATH="$VIRTUAL_ENV/bin:$PATH"
export PATH
if [ -z "${VIRTUAL_ENV_DISABLE_PROMPT:-}" ] ; then
    _OLD_VIRTUAL_PS1="${PS1:-}"
    PS1="(__PROMPT__) ${PS1:-}"
    export PS1
fi
hash -r 2> /dev/null
"""


class EnvBuilder:
    def __init__(
        self,
        system_site_packages=False,
        clear=False,
        symlinks=True,
        upgrade=False,
        with_pip=False,
        prompt=None,
        upgrade_deps=False,
        *,
        scm_ignore_files=frozenset(),
    ):
        self.system_site_packages = system_site_packages
        self.clear = clear
        self.with_pip = with_pip
        self.prompt = prompt
        self.ignored = scm_ignore_files

    def create(self, env_dir):
        folder = os.path.abspath(env_dir)
        if os.path.exists(folder) and not os.path.isdir(folder):
            raise ValueError(f"Unable to create directory {folder!r}")
        if self.clear and os.path.isdir(folder):
            shutil.rmtree(folder)
        site = os.path.join(folder, "lib/python3.14/site-packages")
        for path in (os.path.join(folder, "bin"), os.path.join(folder, "include/python3.14"), site):
            os.makedirs(path, exist_ok=True)
        if not os.path.lexists(os.path.join(folder, "lib64")):
            os.symlink("lib", os.path.join(folder, "lib64"))
        for name, target in (("python3", "/usr/bin/python3"), ("python", "python3"), ("python3.14", "python3")):
            place = os.path.join(folder, "bin", name)
            if not os.path.lexists(place):
                os.symlink(target, place)
        prompt = self.prompt or os.path.basename(folder)
        with open(os.path.join(folder, "pyvenv.cfg"), "w", encoding="utf-8") as file:
            version = ".".join(map(str, sys.version_info[:3]))
            file.write("home = /usr/bin\n")
            file.write(f"include-system-site-packages = {str(self.system_site_packages).lower()}\n")
            file.write(f"version = {version}\nexecutable = /usr/bin/python3.14\n")
            if self.prompt:
                file.write(f"prompt = {self.prompt!r}\n")
            file.write(f"command = /usr/bin/python3 -m venv {folder}\n")
        with open(os.path.join(folder, "bin/activate"), "w", encoding="utf-8") as file:
            file.write(ACTIVATE.replace("__FOLDER__", folder).replace("__PROMPT__", prompt))
        if "git" in self.ignored:
            with open(os.path.join(folder, ".gitignore"), "w", encoding="utf-8") as file:
                file.write("# Created by venv; see https://docs.python.org/3/library/venv.html\n*\n")
        if self.with_pip:
            import ensurepip

            before = sys.prefix, sys.executable
            sys.prefix, sys.executable = folder, os.path.join(folder, "bin/python3.14")
            try:
                ensurepip.bootstrap()
            finally:
                sys.prefix, sys.executable = before


def create(env_dir, system_site_packages=False, clear=False, symlinks=False, with_pip=False, prompt=None, **more):
    EnvBuilder(system_site_packages, clear, symlinks, False, with_pip, prompt, **more).create(env_dir)


def main(args=None):
    parser = argparse.ArgumentParser(
        description="Creates virtual Python environments in one or more target directories.",
        epilog="Once an environment has been created, you may wish to activate it, e.g. by sourcing an activate "
        "script in its bin directory.",
    )
    parser.add_argument("dirs", metavar="ENV_DIR", nargs="+", help="A directory to create the environment in.")
    parser.add_argument("--system-site-packages", action="store_true", help="Give access to the packages of the page.")
    parser.add_argument("--clear", action="store_true", help="Delete what is in the directory before.")
    parser.add_argument("--upgrade", action="store_true", help="Accepted; there is one version here.")
    parser.add_argument("--without-pip", action="store_true", help="Leave pip out.")
    parser.add_argument("--prompt", help="Another name in the prompt.")
    parser.add_argument("--symlinks", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--upgrade-deps", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(args)
    prompt = os.path.basename(os.getcwd()) if options.prompt == "." else options.prompt
    builder = EnvBuilder(
        options.system_site_packages,
        options.clear,
        with_pip=not options.without_pip,
        prompt=prompt,
        scm_ignore_files={"git"},
    )
    for folder in options.dirs:
        builder.create(folder)
