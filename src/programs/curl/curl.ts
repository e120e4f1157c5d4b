/**
 * curl(1) to the loopback: real HTTP/1.1 over the kernel's network, in curl 8's words. There is no other network and
 * no TLS: names that are not this machine do not resolve.
 */
import { concatBytes, encodeUtf8, type ExitStatus } from "#base";
import { resolvePath } from "#files";
import { ConnectionRefused, type Connection, type Process, type Program } from "#kernel";
import { BodyError, dataBody, formBody, readNamed, type RequestBody } from "./body.ts";
import { Cookies } from "./cookies.ts";
import { parseOptions, UsageError, type CurlOptions } from "./options.ts";
import { BodyOutput, Meter } from "./output.ts";
import { headerOf, latin1, ResponseReader, type ResponseHead } from "./response.ts";
import { requestHead } from "./request-head.ts";
import { asTransferError, TransferError } from "./transfer-error.ts";
import { parseUrl, resolveUrl, UrlError, type CurlUrl } from "./url.ts";
import { HELP, VERSION } from "./usage.ts";
import { renderWriteOut, type Transfer } from "./write-out.ts";

const LOCAL = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|0)$/;

export const curl: Program = async (process) => {
  let options: CurlOptions | "help" | "version";
  try {
    options = parseOptions(process.argv.slice(1));
    if (typeof options !== "string" && options.urls.length === 0) throw new UsageError("");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await process.write(
      2,
      `${error.message === "" ? "" : `curl: ${error.message}\n`}curl: try 'curl --help' or 'curl --manual' for more information\n`,
    );
    return 2;
  }
  if (options === "help") {
    await process.write(1, HELP);
    return 0;
  }
  if (options === "version") {
    await process.write(1, VERSION);
    return 0;
  }
  const cookies = new Cookies();
  for (const given of options.cookies)
    if (given.includes("=")) cookies.give(given);
    else cookies.read(await readNamed(process, given).then(latin1, () => ""));
  let status: ExitStatus = 0;
  for (const [index, url] of options.urls.entries())
    for (let left = options.retry; ; left -= 1) {
      const run = new Run(process, options, cookies, url, index);
      status = await run.run();
      const transient = status === 28 || (status === 7 && options.retryRefused) || run.transient;
      if (!transient || left <= 0) break;
      const wait = options.retryDelay ?? 2 ** (options.retry - left);
      if (!options.silent)
        await process.write(
          2,
          `curl: (${status}) ${run.message}. Will retry in ${wait} second${wait === 1 ? "" : "s"}. ${left} retr${left === 1 ? "y" : "ies"} left.\n`,
        );
      await process.sleep(wait * 1000);
    }
  if (options.cookieJar === "-") await process.write(1, cookies.render());
  else if (options.cookieJar !== undefined)
    process.files.writeFile(resolvePath(process.cwd, options.cookieJar), encodeUtf8(cookies.render()));
  return status;
};

/** One URL, with its redirections. */
class Run {
  readonly #process: Process;
  readonly #options: CurlOptions;
  readonly #cookies: Cookies;
  readonly #given: string;
  readonly #output: BodyOutput;
  readonly #meter: Meter;
  readonly #filename: string | undefined;
  readonly #begun = performance.now();
  readonly #stop = new AbortController();
  transient = false;
  message = "";
  #connected = 0;
  #first = 0;
  #redirects = 0;
  #headerBytes = 0;
  #requestBytes = 0;
  #uploaded = 0;
  #localPort = 0;
  #head: ResponseHead | undefined;
  #method = "GET";
  #effective: CurlUrl | undefined;

  constructor(process: Process, options: CurlOptions, cookies: Cookies, url: string, index: number) {
    this.#process = process;
    this.#options = options;
    this.#cookies = cookies;
    this.#given = url;
    const named = options.remoteName
      ? (/\/([^/?#]+)(?:[?#].*)?$/.exec(url.replace(/^[a-z]+:\/\//i, ""))?.[1] ?? "curl_response")
      : undefined;
    const path = options.outputs[index] ?? named;
    this.#filename = path === "-" ? undefined : path;
    this.#output = new BodyOutput(process, this.#filename, options.createFolders);
    const toScreen = this.#filename === undefined && process.descriptors.get(1)?.kind === "terminal";
    this.#meter = new Meter(process, !options.silent && !toScreen);
  }

  async run(): Promise<ExitStatus> {
    const { maxTime } = this.#options;
    const timer =
      maxTime === undefined
        ? undefined
        : setTimeout(() => this.#stop.abort(new TransferError(28, this.#timedOut())), maxTime * 1000);
    let status: ExitStatus;
    try {
      status = await this.#follow();
    } catch (error) {
      const known = asTransferError(error);
      if (known === undefined) throw error;
      status = known.status;
      this.message = known.message;
    } finally {
      clearTimeout(timer);
      this.#output.close();
    }
    const { silent, showError, writeOut } = this.#options;
    await this.#meter.end(this.#output.written, this.#uploaded, this.#elapsed());
    if (status !== 0 && (!silent || showError)) await this.#process.write(2, `curl: (${status}) ${this.message}\n`);
    if (writeOut !== undefined) await this.#writeOut(writeOut, status);
    return status;
  }

  async #follow(): Promise<ExitStatus> {
    let url = parseUrl(this.#named());
    let body = await this.#body();
    if (body !== undefined && this.#options.get) {
      const joint = url.target.includes("?") ? "&" : "?";
      url = {
        ...url,
        target: `${url.target}${joint}${latin1(body.bytes)}`,
        text: `${url.text}${joint}${latin1(body.bytes)}`,
      };
      if (/\s/.test(url.target)) throw new UrlError(3, "URL rejected: Malformed input to a URL function");
      body = undefined;
    }
    this.#method =
      this.#options.method ??
      (this.#options.head ? "HEAD" : this.#options.upload !== undefined ? "PUT" : body ? "POST" : "GET");
    for (;;) {
      this.#effective = url;
      const next = await this.#exchange(url, body);
      if (next === undefined) break;
      if (this.#redirects >= this.#options.maxRedirects)
        throw new TransferError(47, `Maximum (${this.#options.maxRedirects}) redirects followed`);
      this.#redirects += 1;
      const status = this.#head?.status ?? 0;
      const keeps = status === 307 || status === 308 || (this.#options.post301 && status === 301);
      if (!keeps && this.#method === "POST" && this.#options.method === undefined) {
        this.#method = "GET";
        body = undefined;
      }
      url = next;
    }
    const status = this.#head?.status ?? 0;
    this.transient = [408, 429, 500, 502, 503, 504].includes(status);
    if (this.#options.fail !== "no" && status >= 400) {
      this.message = `The requested URL returned error: ${status}`;
      return 22;
    }
    return 0;
  }

  async #body(): Promise<RequestBody | undefined> {
    const { data, form, upload } = this.#options;
    if (form.length > 0) return formBody(this.#process, this.#options);
    if (upload !== undefined) {
      const bytes = await readNamed(this.#process, upload).catch(() => {
        throw new BodyError(26, `cannot open '${upload}'`);
      });
      return { bytes, contentType: undefined, json: false };
    }
    return data.length > 0 ? dataBody(this.#process, data) : undefined;
  }

  /** One request and its answer; answers where to go on. */
  async #exchange(url: CurlUrl, body: RequestBody | undefined): Promise<CurlUrl | undefined> {
    const connection = await this.#connect(url);
    try {
      const cookie = this.#cookies.header(url.host, url.target);
      const head = requestHead(this.#options, this.#method, url, body, cookie);
      await this.#talk(">", head);
      const request = concatBytes([encodeUtf8(head), ...(body === undefined ? [] : [body.bytes])]);
      this.#requestBytes += request.length;
      this.#uploaded += body?.bytes.length ?? 0;
      // A server may answer before it has read everything, or instead of it.
      Promise.resolve(connection.write(request, this.#stop.signal)).catch(() => undefined);
      if (body !== undefined) await this.#weigh("}", body.bytes.length);
      await this.#say(
        body === undefined ? "Request completely sent off" : `upload completely sent off: ${body.bytes.length} bytes`,
      );
      const reader = new ResponseReader(async () => connection.read(65_536, this.#stop.signal));
      const answer = await this.#answer(reader, url);
      const next = await this.#take(reader, answer, url);
      return next;
    } finally {
      connection.close();
    }
  }

  async #connect(url: CurlUrl): Promise<Connection> {
    const bare = url.host.replace(/^\[|\]$/g, "");
    if (!LOCAL.test(bare) && bare !== "::1") {
      await this.#say(`Could not resolve host: ${bare}`);
      throw new TransferError(6, `Could not resolve host: ${bare}`);
    }
    if (/[a-z]/.test(bare)) {
      await this.#say(`Host ${bare}:${url.port} was resolved.`);
      await this.#say("IPv4: 127.0.0.1");
    }
    await this.#say(`  Trying 127.0.0.1:${url.port}...`);
    const begun = performance.now();
    let connection: Connection;
    try {
      connection = await this.#process.connect(url.port);
    } catch (error) {
      if (!(error instanceof ConnectionRefused)) throw error;
      const milliseconds = Math.round(performance.now() - begun);
      const text = `Failed to connect to ${bare}:${url.port} after ${milliseconds} ms: Could not connect to server`;
      await this.#say(`connect to 127.0.0.1 port ${url.port} failed: Connection refused`);
      await this.#say(text);
      throw new TransferError(7, text);
    }
    this.#connected = this.#elapsed();
    this.#localPort = connection.localPort;
    await this.#say(
      `Established connection to ${bare} (127.0.0.1 port ${url.port}) from 127.0.0.1 port ${connection.localPort} `,
    );
    await this.#meter.begin();
    await this.#say("using HTTP/1.x");
    if (url.scheme === "https") {
      connection.close();
      throw new TransferError(35, "TLS connect error: error:0A00010B:SSL routines::wrong version number");
    }
    return connection;
  }

  /** The final head; those before it (100 Continue) are shown and passed over. */
  async #answer(reader: ResponseReader, url: CurlUrl): Promise<ResponseHead> {
    for (;;) {
      const head = await reader.head();
      if (head === undefined) {
        await this.#say("Empty reply from server");
        throw new TransferError(52, "Empty reply from server");
      }
      this.#first ||= this.#elapsed();
      this.#headerBytes += head.raw.length;
      this.#head = head;
      if (head.version === "1.0") await this.#say("HTTP 1.0, assume close after body");
      await this.#talk("<", latin1(head.raw));
      for (const [name, value] of head.headers)
        if (name.toLowerCase() === "set-cookie") this.#cookies.set(value, url.host, url.target);
      const fails = this.#options.fail === "silently" && head.status >= 400;
      if ((this.#options.include || this.#options.head) && !fails) await this.#put(head.raw);
      if (this.#options.dumpHeader !== undefined) await this.#dump(head.raw, this.#options.dumpHeader);
      if (head.status >= 200) return head;
    }
  }

  async #take(reader: ResponseReader, head: ResponseHead, url: CurlUrl): Promise<CurlUrl | undefined> {
    const location = headerOf(head, "location");
    const redirects = this.#options.follow && head.status >= 300 && head.status < 400 && location !== undefined;
    const discards = redirects || (this.#options.fail === "silently" && head.status >= 400);
    const end = await reader.body(head, this.#method === "HEAD", async (bytes) => {
      await this.#weigh("{", bytes.length);
      if (!discards) await this.#put(bytes);
    });
    if (end === "cut") {
      const length = headerOf(head, "content-length");
      throw new TransferError(
        18,
        length === undefined
          ? "transfer closed with outstanding read data remaining"
          : `end of response with ${Number(length) - this.#output.written} bytes missing`,
      );
    }
    if (!discards && this.#output.written === 0) this.#output.open();
    await this.#say(
      head.version === "1.0" || /close/i.test(headerOf(head, "connection") ?? "")
        ? "shutting down connection #0"
        : `Connection #0 to host ${url.host}:${url.port} left intact`,
    );
    if (!redirects) return undefined;
    await this.#say(`Issue another request to this URL: '${resolveUrl(url, location).text}'`);
    return resolveUrl(url, location);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    const problem = await this.#output.write(bytes);
    if (problem === undefined) return;
    if (!this.#options.silent)
      await this.#process.write(2, `Warning: Failed to open the file ${this.#filename ?? ""}: ${problem.reason}\n`);
    throw new TransferError(23, `client returned ERROR on write, ${bytes.length} bytes`);
  }

  async #dump(bytes: Uint8Array, path: string): Promise<void> {
    if (path === "-") return this.#process.write(1, bytes);
    const file = this.#process.open(path, {
      write: true,
      create: true,
      append: this.#redirects > 0,
      truncate: this.#redirects === 0,
    });
    await file.write(bytes);
    file.close();
  }

  /** The URL as given; the name of the file that is uploaded, where it names only a folder. */
  #named(): string {
    const { upload } = this.#options;
    if (upload === undefined || upload === "-" || upload === "." || /[?#]/.test(this.#given)) return this.#given;
    const [, tail] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/]*(.*)$/is.exec(this.#given) ?? [];
    if (tail !== "" && tail?.endsWith("/") !== true) return this.#given;
    return `${this.#given}${tail === "" ? "/" : ""}${encodeURIComponent(upload.replace(/^.*\//s, ""))}`;
  }

  /** A line of -v about what happens. */
  async #say(text: string): Promise<void> {
    if (this.#options.verbose) await this.#process.write(2, `* ${text}\n`);
  }

  /** The lines of -v that went over the wire. */
  async #talk(mark: string, text: string): Promise<void> {
    if (!this.#options.verbose) return;
    const lines = text.replace(/\r\n$/, "").split("\r\n");
    await this.#process.write(2, lines.map((line) => `${mark} ${line}\n`).join(""));
  }

  /** The line of -v about data, when it does not go to the screen that the lines go to. */
  async #weigh(mark: string, bytes: number): Promise<void> {
    const onScreen = this.#filename === undefined && this.#process.descriptors.get(1)?.kind === "terminal";
    if (this.#options.verbose && !onScreen) await this.#process.write(2, `${mark} [${bytes} bytes data]\n`);
  }

  #elapsed(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  #timedOut(): string {
    const milliseconds = Math.round(this.#elapsed() * 1000);
    const length = this.#head === undefined ? undefined : headerOf(this.#head, "content-length");
    return `Operation timed out after ${milliseconds} milliseconds with ${this.#output.written}${length === undefined ? "" : ` out of ${length}`} bytes received`;
  }

  async #writeOut(format: string, status: ExitStatus): Promise<void> {
    const text = format.startsWith("@") ? latin1(await readNamed(this.#process, format.slice(1))) : format;
    const url = this.#effective;
    const location = this.#head === undefined ? undefined : headerOf(this.#head, "location");
    const transfer: Transfer = {
      url: this.#given,
      effective: url?.text ?? this.#given,
      method: this.#method,
      head: this.#head,
      downloaded: this.#output.written - (this.#options.include ? this.#headerBytes : 0),
      uploaded: this.#uploaded,
      headerBytes: this.#headerBytes,
      requestBytes: this.#requestBytes,
      redirects: this.#redirects,
      redirectUrl:
        location === undefined || this.#options.follow || url === undefined ? "" : resolveUrl(url, location).text,
      localPort: this.#localPort,
      port: url?.port ?? 0,
      host: url?.host ?? "",
      scheme: url?.scheme ?? "http",
      status,
      message: this.message,
      filename: this.#filename ?? "",
      times: { connect: this.#connected, first: this.#first, total: this.#elapsed() },
    };
    const { out, error } = renderWriteOut(text, transfer);
    if (out !== "") await this.#process.write(1, out);
    if (error !== "") await this.#process.write(2, error);
  }
}
