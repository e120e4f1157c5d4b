/** Pages of the programs that are always loaded: files and folders, words and numbers. */
export const CORE_PAGES = `
= echo: print words
$ echo [-neE] [STRING]...
-n: do not print the newline at the end
-e: read backslash escapes such as \\\\n and \\\\t
-E: leave backslashes alone (the default)
> echo "hello $USER" # a line with a variable in it
= man: show a manual page
$ man NAME...
$ man -k WORD
-k, --apropos: pages whose name or summary has the word
-f, --whatis: the summary of a page
> man ls # what ls can do here
= [: decide by a condition, as test does
$ [ EXPRESSION ]
> [ -f app.py ] && echo there # the status says yes (0) or no (1)
= test: decide by a condition: the status is 0 when it holds, 1 when not
$ test EXPRESSION
> test -d build || mkdir build # -f file, -d folder, -e anything, -s not empty, -x may be run
> test "$n" -lt 10 # numbers: -eq -ne -lt -le -gt -ge; words: = != -z -n
= basename: the last part of a path
$ basename NAME [SUFFIX]
-a, --multiple: every word is a name
-s, --suffix=S: take this ending off
-z, --zero: end names with NUL
> basename src/app.py .py # app
= dirname: a path without its last part
$ dirname NAME...
-z, --zero: end names with NUL
> dirname src/app.py # src
= cat: print files one after the other
$ cat [OPTION]... [FILE]...
-n, --number: number the lines
-b, --number-nonblank: number lines that are not empty
-s, --squeeze-blank: several empty lines are one
-E, --show-ends: a dollar sign at every end of a line
-T, --show-tabs: tabs as ^I
-v, --show-nonprinting: control characters as ^X
-A, --show-all: all three
> cat -A Makefile # are those tabs or spaces?
= chmod: change who may do what with a file
$ chmod [OPTION]... MODE... FILE...
-R, --recursive: folders with all below them
-v, --verbose: say what was done
-c, --changes: say what was changed
-f, --silent: say little
--reference=F: the mode of another file
> chmod +x run.sh # make a script runnable
> chmod 640 .env # owner reads and writes, group reads
= cp: copy files and folders
$ cp [OPTION]... SOURCE DEST
$ cp [OPTION]... SOURCE... FOLDER
-r, --recursive: folders with all below them
-a, --archive: everything as it is: modes, times, links
-p: keep modes and times
-n, --no-clobber: do not write over what is there
-i, --interactive: ask before writing over
-u, --update: only what is newer
-v, --verbose: say what is copied
-t, --target-directory=D: copy into this folder
> cp -r src backup # a copy of a whole folder
= cut: parts of every line
$ cut OPTION... [FILE]...
-d, --delimiter=C: what parts fields (a tab unless told)
-f, --fields=LIST: these fields
-c, --characters=LIST: these characters
-b, --bytes=LIST: these bytes
-s, --only-delimited: no lines without a delimiter
--complement: everything but these
--output-delimiter=S: what parts fields in the output
> cut -d, -f1,3 data.csv # the first and third column
= date: print a time
$ date [OPTION]... [+FORMAT]
-d, --date=TEXT: the time that a text says
-u, --utc: in UTC
-r, --reference=F: when a file was changed
-I, --iso-8601=UNIT: ISO 8601
-R, --rfc-email: as in e-mails
> date +%F # 2026-01-31
> date -d 'next monday' +%A # Monday
= env: run a program with other variables, or print all of them
$ env [OPTION]... [NAME=VALUE]... [COMMAND [ARG]...]
-i, --ignore-environment: begin with none
-u, --unset=NAME: without this one
-C, --chdir=D: in another folder
-S, --split-string=S: words in one argument (for #! lines)
-0, --null: end lines with NUL
-v, --debug: say what is run
> env PORT=8080 python app.py # a variable for one command
= true: do nothing, and succeed
$ true
> while true; do date; sleep 1; done # for ever
= false: do nothing, and fail
$ false
> false || echo failed # the status is 1
= find: files and folders by what they are
$ find [PATH]... [EXPRESSION]
> find . -name '*.py' # by name
> find . -type f -size +1M # regular files above a megabyte
> find . -name '*.tmp' -delete # remove what is found
> find . -name '*.py' -exec wc -l {} + # run a command on what is found
> find . -mtime -1 # changed within a day
= grep: lines that match a pattern
$ grep [OPTION]... PATTERN [FILE]...
-E, --extended-regexp: + ? | ( ) { } need no backslash
-F, --fixed-strings: the pattern is plain text
-P, --perl-regexp: Perl's expressions, as far as JavaScript's reach
-i, --ignore-case: letters of either case are the same
-v, --invert-match: lines that do not match
-n, --line-number: number the lines
-c, --count: only how many
-l, --files-with-matches: only names of files
-o, --only-matching: only what matches
-r, --recursive: all files below folders
-w, --word-regexp: whole words
-x, --line-regexp: whole lines
-A, --after-context=N: and so many lines behind
-B, --before-context=N: and so many in front
-C, --context=N: and so many around
-m, --max-count=N: stop after so many
-q, --quiet: print nothing: the status tells
> grep -rn TODO src # where, with file and line
> grep -c error app.log # how many lines
= egrep: grep -E
$ egrep [OPTION]... PATTERN [FILE]...
> egrep 'a|b' file # use grep -E instead
= fgrep: grep -F
$ fgrep [OPTION]... TEXT [FILE]...
> fgrep 'a.b' file # use grep -F instead
= head: the beginning of files
$ head [OPTION]... [FILE]...
-n, --lines=N: so many lines (10); -N: all but the last N
-c, --bytes=N: so many bytes
-q, --quiet: no names of files
-v, --verbose: names of files always
> head -n 3 data.csv # the first three lines
= ln: a second name for a file
$ ln [OPTION]... TARGET [NAME]
-s, --symbolic: a symbolic link: a name that leads to another
-f, --force: in place of what is there
-n, --no-dereference: a link to a folder is not followed
-r, --relative: the link is relative to where it is
-v, --verbose: say what is linked
> ln -s config.dev.yaml config.yaml # config.yaml leads to the other
= ls: what is in a folder
$ ls [OPTION]... [FILE]...
-l: one a line, with mode, owner, size and time
-a, --all: names that begin with a dot, too
-A, --almost-all: these, but not . and ..
-h, --human-readable: sizes as 1.5K, 23M
-t: the newest first
-S: the largest first
-r, --reverse: the other way round
-R, --recursive: and what is below
-d, --directory: a folder itself, not what is in it
-1: one a line
-F, --classify: a mark for each kind: / * @
-i, --inode: the number of the file
> ls -lah # everything, with sizes to read
= mkdir: make folders
$ mkdir [OPTION]... FOLDER...
-p, --parents: those above it as well; no fault if it is there
-m, --mode=MODE: with this mode
-v, --verbose: say what is made
> mkdir -p src/tests # both at once
= rmdir: remove empty folders
$ rmdir [OPTION]... FOLDER...
-p, --parents: those above it as well
-v, --verbose: say what is removed
> rmdir build # only when nothing is in it
= mv: move or rename
$ mv [OPTION]... SOURCE DEST
$ mv [OPTION]... SOURCE... FOLDER
-n, --no-clobber: do not write over what is there
-i, --interactive: ask before writing over
-u, --update: only what is newer
-v, --verbose: say what is moved
-t, --target-directory=D: into this folder
> mv draft.md notes/ # into a folder
= printf: print by a format
$ printf FORMAT [ARGUMENT]...
> printf '%-10s %5.2f%%' rate 12.345 # columns of a width
> printf '%03d' 7 # 007
= pwd: the folder that one is in
$ pwd [-LP]
-L, --logical: as one came here, links and all
-P, --physical: without links
> pwd # where am I?
= rm: remove files
$ rm [OPTION]... FILE...
-r, --recursive: folders with all below them
-f, --force: no fault where nothing is, no question
-i: ask before each
-d, --dir: empty folders
-v, --verbose: say what is removed
> rm -r build # a folder: there is no way back
= sed: edit lines as they pass
$ sed [OPTION]... SCRIPT [FILE]...
-n, --quiet: print only what the script prints
-e, --expression=S: one more script
-f, --file=F: a script in a file
-E, --regexp-extended: + ? | ( ) need no backslash
-i, --in-place=SUFFIX: change the files themselves
-s, --separate: every file by itself
-z, --null-data: NUL ends lines
> sed 's/old/new/g' file # replace all
> sed -n '2,5p' file # lines 2 to 5
> sed -i.bak '/^#/d' file # remove remarks, keep file.bak
= seq: numbers in a row
$ seq [OPTION]... [FIRST [STEP]] LAST
-s, --separator=S: what parts them
-w, --equal-width: zeros in front, all as wide
-f, --format=F: as printf has it
> seq 2 2 10 # 2 4 6 8 10
= sleep: wait
$ sleep NUMBER[smhd]...
> sleep 0.5 # half a second
= sort: put lines in order
$ sort [OPTION]... [FILE]...
-n, --numeric-sort: by numbers
-r, --reverse: the other way round
-u, --unique: equal lines once
-k, --key=FIELD: by a field: -k2,2n
-t, --field-separator=C: what parts fields
-h, --human-numeric-sort: 2K before 1M
-V, --version-sort: 1.9 before 1.10
-f, --ignore-case: letters of either case are the same
-o, --output=F: into a file, also one of those read
-c: only say whether it is in order
> sort data | uniq -c | sort -rn # what occurs most
= tail: the end of files
$ tail [OPTION]... [FILE]...
-n, --lines=N: so many lines (10); +N: from line N on
-c, --bytes=N: so many bytes
-f, --follow=HOW: and what is added later
-q, --quiet: no names of files
> tail -f app.log # watch a log: Ctrl+C ends it
= tee: copy the input to files and on
$ tee [OPTION]... [FILE]...
-a, --append: behind what is there
-i, --ignore-interrupts: go on after Ctrl+C
> python app.py | tee app.log # see it and keep it
= touch: make files, or set their times to now
$ touch [OPTION]... FILE...
-c, --no-create: make none
-d, --date=TEXT: to the time that a text says
-t=STAMP: to [[CC]YY]MMDDhhmm[.ss]
-r, --reference=F: to another file's times
-a: when it was read
-m: when it was changed
> touch main.c # make takes it for changed
= tr: replace or remove characters
$ tr [OPTION]... SET1 [SET2]
-d, --delete: remove those of SET1
-s, --squeeze-repeats: several in a row are one
-c, --complement: those that are not in SET1
> tr a-z A-Z < file # capital letters
> tr -d '[:space:]' # no blanks
= uniq: equal lines in a row once
$ uniq [OPTION]... [INPUT [OUTPUT]]
-c, --count: how often
-d, --repeated: only those that occur more than once
-u, --unique: only those that occur once
-i, --ignore-case: letters of either case are the same
-f, --skip-fields=N: without the first fields
> sort file | uniq -c # equal lines must stand together
= wc: count lines, words and bytes
$ wc [OPTION]... [FILE]...
-l, --lines: lines
-w, --words: words
-c, --bytes: bytes
-m, --chars: characters
-L, --max-line-length: the width of the longest line
> wc -l *.py # lines of code
= which: where a command is
$ which [-a] NAME...
> which python # /usr/bin/python
= xargs: words of the input as arguments of a command
$ xargs [OPTION]... [COMMAND [ARG]...]
-n, --max-args=N: so many at a time
-I=WORD: a line at a time, in place of WORD
-0, --null: NUL parts them
-d, --delimiter=C: what parts them
-P, --max-procs=N: so many at once
-r, --no-run-if-empty: not at all without words
-t, --verbose: say what is run
> find . -name '*.pyc' -print0 | xargs -0 rm # names with blanks are safe
= yes: print a line again and again
$ yes [STRING]...
> yes | head -n 3 # until nobody reads
`;
