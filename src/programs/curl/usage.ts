/** What `curl --help` and `curl --version` say here. */
export const HELP = `Usage: curl [options...] <url>
 -d, --data <data>            Post data
 -f, --fail                   Fail fast with no output on HTTP errors
 -G, --get                    Put the post data in the URL and use GET
 -H, --header <header/@file>  Pass custom header(s) to server
 -i, --show-headers           Show response headers in the output
 -I, --head                   Show document info only
 -o, --output <file>          Write to file instead of stdout
 -O, --remote-name            Write output to file named as remote file
 -s, --silent                 Silent mode
 -S, --show-error             Show error even when -s is used
 -F, --form <name=content>    Specify multipart MIME data
 -L, --location               Follow redirects
 -u, --user <user:password>   Server user and password
 -v, --verbose                Make the operation more talkative
 -w, --write-out <format>     Output FORMAT after completion
 -X, --request <method>       Specify request method to use
     --json <data>            HTTP POST JSON
`;
export const VERSION = `curl 8.22.0 (this page's own, over its loopback: HTTP/1.1 without TLS)
Protocols: http
`;
