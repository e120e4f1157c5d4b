/** Pages of the programs that projects are made with, and of the shells, in the notation of `pages.ts`. */
export const PROJECT_PAGES = `
= make: bring targets up to date
$ make [OPTION]... [NAME=VALUE]... [TARGET]...
-f, --file=FILE: read this makefile (GNUmakefile, makefile, Makefile)
-C, --directory=DIR: go there first
-n, --dry-run: print the recipes, run none
-B, --always-make: as if nothing were up to date
-k, --keep-going: make what does not depend on what failed
-i, --ignore-errors: go on when a recipe fails
-j, --jobs[=N]: run N recipes at once
-O, --output-sync[=TYPE]: what a target prints stays together (target, line, recurse, none)
-s, --silent: do not print the recipes
-q, --question: run nothing: status 1 when something is to be done
-t, --touch: mark the targets as made
-W, --what-if=FILE: as if FILE had just been changed
-o, --old-file=FILE: as if FILE were very old
-r, --no-builtin-rules: without the built-in rules
-R, --no-builtin-variables: without the built-in variables
-e, --environment-overrides: the environment goes before the makefile
-I, --include-dir=DIR: look for included makefiles there
-p, --print-data-base: print all rules and variables
-d: tell every step of every decision
--trace: tell why each recipe runs
--explain: tell why each target was made or not (ours)
--warn-undefined-variables: tell of variables that have no value
> make # the first target of the makefile
> make -n report # what would be done for report
> make clean all CFLAGS=-O2 # two targets; a variable goes before the makefile's
= curl: talk to a server
$ curl [OPTION]... URL...
-i, --show-headers: the headers of the answer, too
-I, --head: only the headers
-s, --silent: no progress and no messages
-S, --show-error: messages after all, with -s
-v, --verbose: what is sent (>) and what comes (<)
-X, --request METHOD: GET, POST, PUT, PATCH, DELETE …
-H, --header LINE: a header of the request
-d, --data DATA: send this; @FILE sends a file
--json DATA: send JSON and ask for JSON
-F, --form NAME=CONTENT: a field of a form; NAME=@FILE uploads a file
-G, --get: put the data into the address
-o, --output FILE: write the answer there
-O, --remote-name: write it to a file of the address's name
-w, --write-out FORMAT: print this at the end, as '%{http_code}'
-L, --location: go where the answer points
-f, --fail: status 22 when the answer is an error
-u, --user NAME:PASSWORD: who is asking
-b, --cookie DATA|FILE: cookies to send
-c, --cookie-jar FILE: keep the cookies that come
-m, --max-time SECONDS: no longer than this
--retry N: try again so often
> curl -i localhost:8080/ # status, headers and body
> curl -X POST -d name=fig localhost:8080/fruit # a form
> curl --json '{"a": 2}' localhost:8000/add # as an API wants it
= python3: run Python
$ python3 [OPTION]... FILE [ARGUMENT]...
$ python3 [OPTION]... -c COMMAND [ARGUMENT]...
$ python3 [OPTION]... -m MODULE [ARGUMENT]...
-c: run these lines
-m: run a module of the library or of yours
-i: stay and ask, after the program
-V, --version: which Python it is
-u: write at once, without buffers
-B: keep no compiled files
-O: leave assert out
-q: no greeting before the prompt
-W ACTION: what becomes of warnings (default, ignore, error …)
-X OPTION: dev, utf8, importtime and others
-I: without your folder and your environment
> python3 app.py # run a file
> python3 -m pytest -q # run an installed module
> python3 # ask line by line; exit() or Ctrl+D leaves
= pip: what packages are installed, and install more
$ pip install [-r FILE] [PACKAGE]...
$ pip list | show PACKAGE | freeze | check
-r, --requirement FILE: what the file lists
-q, --quiet: say less
-U, --upgrade: a newer one, where there is one
> pip install -r requirements.txt # from the packages that this site ships
> pip install ./dist/mine-1.0-py3-none-any.whl # a pure wheel of your own
= pytest: run tests
$ pytest [OPTION]... [FILE|FOLDER|NODE]...
-q, --quiet: say less
-v, --verbose: a line for every test
-k EXPRESSION: only those whose name fits
-m EXPRESSION: only those with such a mark
-x, --exitfirst: stop at the first that fails
-s: show what the tests print
-l, --showlocals: the variables where it failed
--lf, --last-failed: those that failed last time
--tb=STYLE: long, short, line, no
--durations=N: the slowest
--cov=PACKAGE: which lines were run (pytest-cov)
> pytest -q # all files test_*.py below here
> pytest test_app.py::test_add # one test
= flask: run a Flask application
$ flask [--app NAME] [--debug] COMMAND
--app NAME: the file or module; app.py is found without
--debug: reload on save, and an error page
> flask --app hello run --port 8080 # then open localhost:8080
> flask routes # which address calls what
= uvicorn: serve an ASGI application
$ uvicorn [OPTION]... MODULE:NAME
--host ADDRESS: where to listen (127.0.0.1)
--port N: the port (8000)
--reload: begin anew when a file is saved
--log-level LEVEL: critical, error, warning, info, debug
> uvicorn main:app --port 8080 # the object app in main.py
= fastapi: serve a FastAPI application
$ fastapi dev|run [FILE] [OPTION]...
--port N: the port (8000)
--host ADDRESS: where to listen
> fastapi dev main.py # with reload
= black: write Python in one style
$ black [OPTION]... FILE|FOLDER...
--check: only whether there is something to do
--diff: what would be changed
-l, --line-length N: the longest line (88)
> black . # all Python files below here
= ruff: find faults in Python, and format it
$ ruff check|format [OPTION]... [FILE|FOLDER]...
--fix: mend what can be mended
--select RULES: only these rules
--diff: what would be changed
> ruff check --fix app.py # unused imports go
= pylint: look for mistakes in Python
$ pylint [OPTION]... MODULE|FILE...
--disable=NAMES: without these messages
-E, --errors-only: only errors
> pylint --disable=R,C hello.py # without remarks on style
= coverage: which lines of a program were run
$ coverage run|report|html|json|xml|erase [OPTION]...
-m: with run: a module; with report: the missing lines
> coverage run -m pytest # then: coverage report -m
= sh: the POSIX shell, as dash is
$ sh [-aefnuvxC] [-o OPTION] [-c COMMAND | FILE] [ARGUMENT]...
-c: run these words
-e: end at the first command that fails
-u: a variable without a value is an error
-x: show each command before it runs
-n: only read, for mistakes
-s: read commands from the input
> sh -e build.sh # stop where it fails
> sh -c 'echo "$1"' name hello # with arguments
= bash: the shell of this terminal
$ bash [OPTION]... [-c COMMAND | FILE] [ARGUMENT]...
-c: run these words
-e: end at the first command that fails
-x: show each command before it runs
-i: ask for commands, with a prompt
-o OPTION: pipefail, nounset and others
> bash -x run.sh # see what it does
> help cd # what is said of a command that is built in
`;
