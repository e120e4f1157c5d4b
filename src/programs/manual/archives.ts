/** Pages of the programs that compare files, and of those that pack them. */
export const ARCHIVE_PAGES = `
= cmp: where two files begin to differ
$ cmp [OPTION]... FILE1 FILE2
-s, --quiet: print nothing: the status tells
-l, --verbose: every byte that differs
-n, --bytes=N: only so many
> cmp a b && echo same # byte by byte
= diff: what differs between files
$ diff [OPTION]... FILE1 FILE2
-u: with lines around, as a patch
-U, --unified=N: with so many
-r, --recursive: folders with all below them
-N, --new-file: a file that is not there is empty
-q, --brief: only whether they differ
-i, --ignore-case: letters of either case are the same
-w, --ignore-all-space: blanks do not count
-B, --ignore-blank-lines: empty lines do not count
> diff -u old.py new.py # - was, + is
= patch: work differences into files
$ patch [OPTION]... [FILE [PATCH]]
-p, --strip=N: without so many folders of the names
-R, --reverse: take it back
-i, --input=F: the patch is in this file
-o, --output=F: into another file
-b, --backup: keep the old file as .orig
--dry-run: only say what would happen
> patch -p1 < fix.diff # unified ones and diff's normal form
= gzip: compress files
$ gzip [OPTION]... [FILE]...
-d, --decompress: back again
-k, --keep: keep the file, too
-c, --stdout: to the output, the file stays
-r, --recursive: all files below folders
-t, --test: is it whole?
-l, --list: how much it saves
-v, --verbose: say so
-9, --best: smaller and slower
> gzip -k data.csv # data.csv.gz beside it
= gunzip: gzip -d
$ gunzip [OPTION]... [FILE]...
-k, --keep: keep the file, too
-c, --stdout: to the output
> gunzip data.csv.gz # data.csv in its place
= zcat: print compressed files
$ zcat [FILE]...
> zcat app.log.gz | grep error # without unpacking
= tar: many files as one
$ tar -c|-x|-t [OPTION]... -f ARCHIVE [FILE]...
-c, --create: make one
-x, --extract: unpack one
-t, --list: what is in it
-r, --append: add to it
-f, --file=F: the archive; - is the output or input
-z, --gzip: compressed
-v, --verbose: name the files
-C, --directory=D: in another folder
--strip-components=N: without so many folders of the names
--exclude=PATTERN: without these
> tar czf project.tgz src README.md # pack
> tar xzf project.tgz # unpack
= zip: pack files
$ zip [OPTION]... ARCHIVE FILE...
-r: folders with all below them
-q: print nothing
-j: without folders
-d: take files out
-u: only what is newer
-x LIST: without these
> zip -r project.zip src # a folder
= unzip: unpack a zip archive
$ unzip [OPTION]... ARCHIVE [FILE]...
-l: what is in it
-d FOLDER: into another folder
-o: write over without a question
-n: write over nothing
-p: to the output
-t: is it whole?
-q: print nothing
-j: without folders
> unzip -l wheel.whl # a wheel is a zip archive
= zipinfo: what is in a zip archive
$ zipinfo [-1] ARCHIVE
-1: only names
> zipinfo -1 wheel.whl # names
`;
