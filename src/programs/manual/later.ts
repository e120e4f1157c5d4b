/** The manual's pages of tools that came later, in the notation of `pages.ts`. */
export const LATER_PAGES = `
= arch: what machine this is
$ arch
> arch # as uname -m says it
= cksum: a checksum of files
$ cksum [OPTION]... [FILE]...
-a, --algorithm=NAME: crc (unless told), bsd, sysv, md5, sha1, sha224, sha256, sha384, sha512
-c, --check: check what a list says
--untagged: the digest first, then the name
> cksum -a sha256 model.bin # SHA256 (model.bin) = …
= csplit: cut a file where lines fit
$ csplit [OPTION]... FILE PATTERN...
-f, --prefix=NAME: names begin with this (xx)
-n, --digits=N: digits of the names (2)
-b, --suffix-format=TEXT: printf's format of the number
-k, --keep-files: keep the parts when something fails
-s, --quiet: no sizes
-z, --elide-empty-files: no empty parts
> csplit -z log.txt '/^==/' '{*}' # a file for each part that begins with ==
= dd: copy blocks
$ dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=WORDS] [status=none]
> dd if=/dev/zero of=big bs=1M count=5 # five megabytes of nothing
> dd if=data.bin bs=1 skip=16 count=4 status=none | od -c # four bytes from the middle
= envsubst: the environment's values in a text
$ envsubst ['$NAME ...']
-v, --variables: only name the variables of the text given
> PORT=8000 envsubst < config.template > config.yaml # \${PORT} is filled in
= gawk: work on fields of lines (the same as awk)
$ gawk 'PROGRAM' [FILE]...
> gawk -F, '{ print $2 }' data.csv # the second column
= getconf: what programs may count on
$ getconf NAME [PATH]
-a: every name
> getconf PAGE_SIZE # bytes of a page of memory
= groups: the groups of a user
$ groups [USER]...
> groups # one's own
= install: copy files to where they are used
$ install [OPTION]... SOURCE... DESTINATION
-d, --directory: make folders
-D: make the folders on the way
-m, --mode=MODE: with these permissions (755)
-p, --preserve-timestamps: keep the times
-C, --compare: leave alone what is the same
-b: keep what is replaced
-t, --target-directory=FOLDER: into this folder
-T, --no-target-directory: the last name is no folder
-v, --verbose: say what is done
> install -D -m 644 app.conf etc/app/app.conf # and the folders
= killall: send a signal to processes by name
$ killall [OPTION]... NAME...
-s, --signal=NAME: this signal (TERM)
-i, --interactive: ask first
-I, --ignore-case: upper and lower case are one
-l, --list: names of signals
-q, --quiet: do not complain
-r, --regexp: names are expressions
-v, --verbose: say what was reached
-w, --wait: until they are gone
> killall -v python # every python
= link: one name more for a file
$ link FILE NAME
> link a.txt b.txt # as ln a.txt b.txt
= locale: language and character set of programs
$ locale [OPTION] [NAME]...
-a, --all-locales: all there are
-m, --charmaps: character sets
-k, --keyword-name: with the names
> locale charmap # UTF-8
= logname: who logged in
$ logname
> logname # the user of the terminal
= nice: start a command with another priority
$ nice [-n N] [COMMAND [ARG]...]
-n, --adjustment=N: so much nicer; read, and without effect here
> nice -n 10 make # every process has its turn here
= nohup: a command that outlives its terminal
$ nohup COMMAND [ARG]...
> nohup python train.py & # what it prints goes to nohup.out
= numfmt: numbers as people read them
$ numfmt [OPTION]... [NUMBER]...
--to=UNIT: write si (1K = 1000), iec (1K = 1024) or iec-i (1Ki)
--from=UNIT: read them
--field=N: in these fields (1)
-d, --delimiter=C: fields are divided by C
--format=TEXT: printf's format with %f
--padding=N: so wide
--round=WORD: up, down, from-zero, towards-zero, nearest
--suffix=TEXT: behind every number
--header=N: lines to leave alone
--invalid=WORD: abort, fail, warn, ignore
> ls -l | numfmt --header --field 5 --to=iec # sizes as ls -lh has them
= pathchk: names that other systems could not hold
$ pathchk [OPTION]... NAME...
-p: by POSIX' least
-P: names that begin with "-" too
--portability: both
> pathchk -p 'my file.txt' # a blank is not portable
= pgrep: find processes by name
$ pgrep [OPTION]... PATTERN
-a, --list-full: with the whole command
-l, --list-name: with the name
-c, --count: only how many
-d, --delimiter=TEXT: between numbers
-f, --full: look at the whole command
-i, --ignore-case: upper and lower case are one
-n, --newest: the last started
-o, --oldest: the first started
-P, --parent=PID: children of this process
-v, --inverse: all others
-x, --exact: the whole name
> pgrep -a python # which run
= pidof: the numbers of running programs
$ pidof [OPTION]... NAME...
-s, --single-shot: only one
-o, --omit-pid=PID: not this one
> pidof python # numbers of its processes
= pkill: send a signal to processes by name
$ pkill [-SIGNAL] [OPTION]... PATTERN
--signal=NAME: this signal (TERM)
-e, --echo: say what was reached
-c, --count: how many
-f, --full: look at the whole command
-P, --parent=PID: children of this process
-x, --exact: the whole name
> pkill -f 'http.server' # ends the server
= stdbuf: how a command keeps back what it prints
$ stdbuf OPTION... COMMAND [ARG]...
-o, --output=MODE: L: line by line, 0: at once, or a size
-i, --input=MODE: of what it reads
-e, --error=MODE: of what it complains
> tail -f app.log | stdbuf -oL grep ERROR | tee errors # lines as they come
= strings: the printable parts of files
$ strings [OPTION]... [FILE]...
-n, --bytes=N: at least so long (4)
-t, --radix=C: with the place: o, d or x
-e, --encoding=C: s, S, b, l, B, L: how wide a character is
-f, --print-file-name: with the file's name
-s, --output-separator=TEXT: between them
> strings -n 8 model.pkl # what a binary file says
= sum: the old checksums
$ sum [OPTION]... [FILE]...
-r: BSD's (unless told)
-s, --sysv: System V's
> sum data.bin # and the blocks
= sync: files are kept
$ sync [FILE]...
> sync # every file is kept as it is written here
= tty: the terminal of the input
$ tty
-s, --silent: only the status
> tty -s || echo no terminal # in a script
= unlink: one name less
$ unlink FILE
> unlink b.txt # as rm b.txt, without any option
`;
