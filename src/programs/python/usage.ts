/** What `python -V` says; the version is Pyodide's. */
const PYTHON_VERSION = "3.14.2";

export function describeVersion(verbose: boolean): string {
  return verbose
    ? `Python ${PYTHON_VERSION} (CPython by Pyodide 314.0.7, WebAssembly)\n`
    : `Python ${PYTHON_VERSION}\n`;
}

/** The part of `python -h` that holds here, in our own words. */
export const USAGE = `usage: {name} [option] ... [-c cmd | -m mod | file | -] [arg] ...
Options (and corresponding environment variables):
-b     : warn about comparing bytes with str; also PYTHONBYTESWARNING
-B     : write no .pyc files; also PYTHONDONTWRITEBYTECODE=x
-c cmd : run the program given as text
-E     : ignore PYTHON* environment variables
-h     : print this help and exit (also -? or --help)
-i     : a prompt follows the program; also PYTHONINSPECT=x
-I     : isolated: implies -E, -P and -s
-m mod : run a library module as a program
-O     : remove asserts; also PYTHONOPTIMIZE=x
-P     : keep the program's folder off sys.path; also PYTHONSAFEPATH
-q     : no banner before the prompt
-u     : write stdout and stderr unbuffered; also PYTHONUNBUFFERED=x
-V     : print the version and exit (also --version)
-W arg : which warnings to show; also PYTHONWARNINGS=arg
-X opt : an option of this implementation
file   : a program
-      : the program is read from standard input (also without a file)
arg ...: arguments in sys.argv[1:]
`;
