/** What curl's command line asks for. */
export interface CurlOptions {
  readonly urls: readonly string[];
  readonly method: string | undefined;
  readonly headers: readonly string[];
  readonly data: readonly DataPart[];
  readonly form: readonly FormPart[];
  readonly outputs: readonly string[];
  readonly cookies: readonly string[];
  readonly include: boolean;
  readonly silent: boolean;
  readonly showError: boolean;
  readonly verbose: boolean;
  readonly follow: boolean;
  readonly head: boolean;
  readonly get: boolean;
  readonly fail: "no" | "silently" | "with-body";
  readonly remoteName: boolean;
  readonly createFolders: boolean;
  readonly user: string | undefined;
  readonly agent: string;
  readonly referer: string | undefined;
  readonly cookieJar: string | undefined;
  readonly dumpHeader: string | undefined;
  readonly writeOut: string | undefined;
  readonly upload: string | undefined;
  readonly maxTime: number | undefined;
  readonly connectTimeout: number | undefined;
  readonly maxRedirects: number;
  readonly http10: boolean;
  readonly retry: number;
  readonly retryRefused: boolean;
  readonly retryDelay: number | undefined;
  readonly noBuffer: boolean;
  /** The statuses (301, 302, 303) behind which a POST stays one. */
  readonly keepPost: readonly number[];
  /** -L sends what -u told to other hosts as well. */
  readonly trusted: boolean;
  readonly compressed: boolean;
  readonly range: string | undefined;
  /** -C: "-" continues the file that is there. */
  readonly continueAt: string | undefined;
  readonly headerName: boolean;
  readonly outputFolder: string | undefined;
  readonly globs: boolean;
  readonly junkSession: boolean;
  readonly remoteTime: boolean;
  readonly etagSave: string | undefined;
  readonly etagCompare: string | undefined;
  readonly queries: readonly string[];
  readonly maxFileSize: number | undefined;
  readonly failEarly: boolean;
  readonly pathAsIs: boolean;
  readonly requestTarget: string | undefined;
  /** Where "host:port" is, by --resolve. */
  readonly resolve: ReadonlyMap<string, string>;
  /** --connect-to's rules. */
  readonly connectTo: readonly string[];
  /** -z: the time that the server is told; `before` for a time behind "-". */
  readonly since: { readonly text: string; readonly before: boolean } | undefined;
  readonly stderr: string | undefined;
  /** A file that is there: written over, left alone by another name, or reason to skip the transfer. */
  readonly existing: "replace" | "number" | "skip";
  readonly removeOnError: boolean;
  readonly discard: boolean;
  readonly raw: boolean;
  /** Whether --proto lets HTTP be spoken. */
  readonly spoken: boolean;
  /** What is said before anything is done. */
  readonly warnings: readonly string[];
  readonly oauth2: string | undefined;
}

export interface DataPart {
  readonly kind: "ascii" | "raw" | "binary" | "urlencode" | "json";
  readonly text: string;
  /** The option as it was written. */
  readonly shown: string;
}

interface FormPart {
  readonly text: string;
  /** --form-string: "@" and "<" mean themselves. */
  readonly literal: boolean;
}
