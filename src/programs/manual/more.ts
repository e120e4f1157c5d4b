/** Pages of the programs that are loaded when they are first called. */
export const MORE_PAGES = `
= awk: a program for every line
$ awk [-F SEPARATOR] [-v NAME=VALUE] PROGRAM [FILE]...
$ awk -f FILE [FILE]...
> awk '{ print $2 }' file # the second field
> awk -F, '$3 > 10 { n++ } END { print n }' data.csv # count rows
> awk '{ sum += $1 } END { print sum / NR }' # a mean
= bc: arithmetic of any precision
$ bc [OPTION]... [FILE]...
-l, --mathlib: s, c, a, l and e, and 20 digits behind the point
-q, --quiet: no greeting (there is none here)
> echo '2^100' | bc # every digit
> echo 'scale=3; 10/3' | bc # three digits behind the point
= factor: prime factors
$ factor [NUMBER]...
> factor 360 # 2 2 2 3 3 5
= tsort: an order out of pairs
$ tsort [FILE]
> printf 'train report\nload train\n' | tsort # what comes before what
= column: lists in columns, fields as a table
$ column [OPTION]... [FILE]...
-t, --table: fields as a table
-s, --separator=C: what parts fields
-o, --output-separator=S: what parts columns
-N, --table-columns=NAMES: names of the columns
-R, --table-right=LIST: these columns at the right
-x, --fillrows: across instead of down
> column -t -s, data.csv # a CSV file to read
= comm: what two sorted files share
$ comm [OPTION]... FILE1 FILE2
-1: not what only the first has
-2: not what only the second has
-3: not what both have
--total: how many of each
> comm -12 a b # lines of both
= expand: tabs as spaces
$ expand [OPTION]... [FILE]...
-t, --tabs=LIST: where tabs stop (every 8)
-i, --initial: only in front of lines
> expand -t 4 file # a tab is at most four spaces
= unexpand: spaces as tabs
$ unexpand [OPTION]... [FILE]...
-a, --all: everywhere, not only in front of lines
-t, --tabs=LIST: where tabs stop (every 8)
--first-only: only in front of lines
> unexpand -t 4 Makefile # spaces in front become tabs
= expr: work an expression out
$ expr EXPRESSION
> expr 6 '*' 7 # each sign is a word of its own
> expr app.py : '.*[.]' # how many characters match
= fold: break long lines
$ fold [OPTION]... [FILE]...
-w, --width=N: at so many columns (80)
-s, --spaces: at blanks
-b, --bytes: count bytes
> fold -s -w 60 notes.txt # as wide as a page
= join: lines of two sorted files with the same field
$ join [OPTION]... FILE1 FILE2
-1=N: the field of the first file
-2=N: the field of the second
-t=C: what parts fields
-a=N: lines without a partner, too, of this file
-v=N: only these
-o=LIST: what to print: 0,1.2,2.2
-e=S: in place of what is missing
> join -t, users.csv orders.csv # by the first column
= nl: number lines
$ nl [OPTION]... [FILE]...
-b, --body-numbering=STYLE: a: all, t: those that are not empty
-w, --number-width=N: as wide
-s, --number-separator=S: what follows the number
-v, --starting-line-number=N: begin with this one
> nl -ba file # every line
= paste: files side by side
$ paste [OPTION]... [FILE]...
-d, --delimiters=LIST: what parts them (a tab)
-s, --serial: every file on a line of its own
> paste -sd, list # all lines as one, with commas
= rev: lines from back to front
$ rev [FILE]...
> echo abc | rev # cba
= shuf: lines in any order
$ shuf [OPTION]... [FILE]
-n, --head-count=N: so many
-i, --input-range=LO-HI: numbers
-e, --echo: the words themselves
-r, --repeat: lines may come again
> shuf -n 1 names # one at random
= split: a file in parts
$ split [OPTION]... [FILE [PREFIX]]
-l, --lines=N: so many lines each (1000)
-b, --bytes=N: so many bytes each
-d, --numeric-suffixes=N: x00, x01 …
-a, --suffix-length=N: so many letters
--additional-suffix=S: and this behind
> split -l 100 -d data.csv part- # part-00, part-01 …
= tac: lines from last to first
$ tac [OPTION]... [FILE]...
-s, --separator=S: what ends a record
-b, --before: it stands in front
> tac app.log | head # the newest first
= df: the room that is left
$ df [OPTION]... [FILE]...
-h, --human-readable: as 1.5G, 20M
-T, --print-type: the kind of file system
-k: in kilobytes
> df -h . # how much fits here?
= du: the room that folders take
$ du [OPTION]... [FILE]...
-h, --human-readable: as 1.5G, 20M
-s, --summarize: only the sum of each
-a, --all: files as well
-c, --total: a sum at the end
-d, --max-depth=N: only so deep
-b, --bytes: what is in them, in bytes
--exclude=PATTERN: without these
> du -sh * | sort -h # what is large?
= file: what kind of file it is
$ file [OPTION]... FILE...
-b, --brief: without the name
-i, --mime: as a MIME type
-L, --dereference: where a link leads
> file data.bin # by what is in it, not by its name
= mktemp: a new file with a name of its own
$ mktemp [OPTION]... [TEMPLATE]
-d, --directory: a folder
-p=D: in this folder
-u, --dry-run: only a name
-q, --quiet: no complaint
> dir=$(mktemp -d) # a folder to work in
= readlink: where a link leads
$ readlink [OPTION]... FILE...
-f, --canonicalize: the whole path, all links followed
-e, --canonicalize-existing: all of it must be there
-m, --canonicalize-missing: none of it must
-n, --no-newline: no newline
> readlink -f run.sh # the absolute path
= realpath: the absolute path
$ realpath [OPTION]... FILE...
-e, --canonicalize-existing: all of it must be there
-m, --canonicalize-missing: none of it must
-s, --strip: links stay
--relative-to=D: as seen from there
> realpath --relative-to=. /tmp # the way there
= stat: all about a file
$ stat [OPTION]... FILE...
-c, --format=F: by a format: %n name, %s size, %a mode, %y changed
-L, --dereference: where a link leads
--printf=F: without a newline
> stat -c '%s %n' * # sizes and names
= tree: folders as a tree
$ tree [OPTION]... [FOLDER]...
-a: names that begin with a dot, too
-d: only folders
-L=N: only so deep
-f: whole paths
-J: as JSON
-h: sizes that people read
-I=PATTERN: without these
-P=PATTERN: only these
--dirsfirst: folders first
> tree -L 2 # what is in this project?
= truncate: cut files to a size
$ truncate OPTION... FILE...
-s, --size=N: to so many bytes; +N, -N: more or fewer
-c, --no-create: make none
-r, --reference=F: to another file's size
> truncate -s 0 app.log # empty it
= base64: bytes as letters and back
$ base64 [OPTION]... [FILE]
-d, --decode: back to bytes
-w, --wrap=N: lines of so many letters (76); 0: one
-i, --ignore-garbage: other characters do not count
> echo secret | base64 # no secret any more: it can be read back
= base32: bytes as capital letters and digits, and back
$ base32 [OPTION]... [FILE]
-d, --decode: back to bytes
-w, --wrap=N: lines of so many letters (76); 0: one
-i, --ignore-garbage: other characters do not count
> echo secret | base32 # no secret any more: it can be read back
= sha224sum: SHA-224 sums of files
$ sha224sum [OPTION]... [FILE]...
-c, --check: compare with a list
--tag: in the other form
--quiet: only what is wrong
> sha224sum -c sums.txt # is all as it was?
= sha384sum: SHA-384 sums of files
$ sha384sum [OPTION]... [FILE]...
-c, --check: compare with a list
--tag: in the other form
--quiet: only what is wrong
> sha384sum -c sums.txt # is all as it was?
= sha512sum: SHA-512 sums of files
$ sha512sum [OPTION]... [FILE]...
-c, --check: compare with a list
--tag: in the other form
--quiet: only what is wrong
> sha512sum -c sums.txt # is all as it was?
= md5sum: MD5 sums of files
$ md5sum [OPTION]... [FILE]...
-c, --check: compare with a list
--tag: in the other form
--quiet: only what is wrong
> md5sum -c sums.txt # is all as it was?
= sha1sum: SHA-1 sums of files
$ sha1sum [OPTION]... [FILE]...
-c, --check: compare with a list
> sha1sum file # the sum that git uses
= sha256sum: SHA-256 sums of files
$ sha256sum [OPTION]... [FILE]...
-c, --check: compare with a list
--tag: in the other form
--quiet: only what is wrong
> sha256sum model.bin > model.sha256 # to be checked later
= hexdump: bytes as numbers
$ hexdump [OPTION]... [FILE]...
-C, --canonical: hexadecimal and characters
-n, --length=N: so many bytes
-s, --skip=N: without the first
-v, --no-squeezing: equal lines as well
> hexdump -C file | head # what is in it?
= hd: hexdump -C
$ hd [OPTION]... [FILE]...
-n, --length=N: so many bytes
> hd file # hexadecimal and characters
= od: bytes as numbers
$ od [OPTION]... [FILE]...
-t, --format=TYPE: x1: hexadecimal bytes, c: characters, d4: numbers
-A, --address-radix=R: d, o, x or n (none)
-c: characters
-N, --read-bytes=N: so many bytes
-j, --skip-bytes=N: without the first
-v, --output-duplicates: equal lines as well
> od -c file # is there a carriage return?
= xxd: a hexadecimal dump, and back
$ xxd [OPTION]... [FILE [OUTPUT]]
-r: back to bytes
-p: only digits
-b: bits
-i: as C's source
-c=N: so many bytes a line
-g=N: so many bytes a group
-l=N: so many bytes
-s=N: without the first
-u: capital letters
> xxd file | head -n 3 # the first 48 bytes
= clear: an empty screen
$ clear [-x]
-x: keep what was scrolled away
> clear # or Ctrl+L
= hostname: the name of this machine
$ hostname
-s, --short: up to the first dot
> hostname # localhost
= id: who one is
$ id [OPTION]... [USER]
-u, --user: only the user's number
-g, --group: only the group's
-n, --name: names instead
> id -un # the name
= kill: send a signal to processes
$ kill [-SIGNAL] PID...
-s, --signal=NAME: this one (TERM)
-l, --list=N: what signals there are
> kill %1 # the shell's own takes jobs, too
> kill -9 123 # a process that will not hear
= nproc: how many processors programs get
$ nproc [OPTION]...
--all: those of the machine
--ignore=N: so many fewer
> make -j"$(nproc)" # programs written for this machine share one
= printenv: variables that programs see
$ printenv [OPTION]... [NAME]...
-0, --null: end values with NUL
> printenv PATH # where commands are looked for
= ps: processes
$ ps [-ef]
-e, -A: all of them
-f: with parents and arguments
> ps -ef # what runs here?
= time: how long a command takes
$ time [OPTION]... COMMAND [ARG]...
-p, --portability: real, user and sys in seconds
-f, --format=F: by a format: %e seconds, %E minutes, %x status
-o, --output=F: into a file
-a, --append: behind what is there
> time python app.py # processor time is not measured here: elapsed time stands for it
= timeout: end a command when its time is over
$ timeout [OPTION]... SECONDS COMMAND [ARG]...
-s, --signal=NAME: with this signal (TERM)
-k, --kill-after=N: and kill it so much later
--preserve-status: the command's own status instead of 124
-v, --verbose: say so
> timeout 5 python slow.py # at most five seconds
= uname: what machine this is
$ uname [OPTION]...
-a, --all: everything
-n, --nodename: its name
-r, --kernel-release: its release
-m, --machine: its processor
> uname -a # a machine in a page, not Linux
= watch: run a command again and again
$ watch [OPTION]... COMMAND
-n, --interval=N: every so many seconds (2)
-t, --no-title: without a title
-e, --errexit: until it fails
-g, --chgexit: until what it prints changes
-x, --exec: no shell in between
> watch -n 1 ls -l # Ctrl+C ends it
= whoami: the name of the user
$ whoami
> whoami # reader
= jq: take JSON apart and put it together
$ jq [OPTION]... FILTER [FILE]...
-r: strings as they are, without quotes
-c: one line for each result
-n: no input: the filter makes all
-s: all inputs as one list
-e: the status tells whether the last result was true
-S: keys in order
-R: lines of text instead of JSON
--arg NAME VALUE: a variable that is a string
--argjson NAME JSON: a variable that is JSON
> jq '.items[] | .name' data.json # a name of each
> jq 'map(select(.age > 30)) | length' people.json # how many
> curl -s localhost:8000/items | jq . # an answer to read
= less: text a screenful at a time
$ less [OPTION]... [FILE]...
-N, --LINE-NUMBERS: number the lines
-S, --chop-long-lines: do not break long lines
-i, --ignore-case: searches do not mind the case
-R, --RAW-CONTROL-CHARS: colours as they are
-F, --quit-if-one-screen: no pages where one is enough
> less app.log # space and b: pages, / searches, q leaves
= more: text a screenful at a time, forward
$ more [OPTION]... [FILE]...
-s, --squeeze: several empty lines are one
> more notes.txt # space: on, q: leave
= history: what was typed
$ history [N]
> history 5 # the last five; Ctrl+R searches
= type: what the shell takes a name for
$ type NAME...
> type cd # a shell builtin
`;
