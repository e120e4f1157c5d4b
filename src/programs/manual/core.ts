export const CORE_PAGES = `
= echo: display a line of text
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
`;
