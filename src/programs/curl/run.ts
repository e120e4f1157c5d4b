/** One URL of curl's command line: the requests it takes, and what is shown and kept of their answers. */
import { concatBytes, encodeUtf8, type ExitStatus } from "#base";
import { resolvePath } from "#files";
import { ConnectionRefused, type Connection, type Process } from "#kernel";
import { BodyError, formBody, readNamed, urlQueries, type RequestBody } from "./body.ts";
import { decodable, decode } from "./coding.ts";
import type { Cookies } from "./cookies.ts";
import type { CurlOptions } from "./curl-options.ts";
import { dumpHead, keepTag, keepTime, resumeAt, savedTag } from "./kept.ts";
import { BodyOutput, Meter } from "./output.ts";
import { headerOf, latin1, ResponseReader, type ResponseHead } from "./response.ts";
import { requestHead, sendsChunks } from "./request-head.ts";
import { asTransferError, TransferError } from "./transfer-error.ts";
import { parseUrl, remoteName, resolveUrl, withQuery, type CurlUrl } from "./url.ts";
import { renderWriteOut, type Transfer } from "./write-out.ts";

const LOCAL = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|0)$/;

/** One URL of the command line with its globs filled in. */
export interface Task {
  readonly url: string;
  readonly output: string | undefined;
  /** Counted from 0. */
  readonly number: number;
  /** What -d and its like made; read once, whatever the number of URLs. */
  readonly data: RequestBody | undefined;
}

/** One URL, with its redirections. */
export class Run {
  readonly #process: Process;
  readonly #options: CurlOptions;
  readonly #cookies: Cookies;
  readonly #given: string;
  readonly #task: Task;
  readonly #output: BodyOutput;
  readonly #meter: Meter;
  #filename: string | undefined;
  #resumed = 0;
  /** The connection ends behind the answer. */
  #closing = false;
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

  constructor(process: Process, options: CurlOptions, cookies: Cookies, task: Task) {
    const { url, output } = task;
    this.#task = task;
    this.#process = process;
    this.#options = options;
    this.#cookies = cookies;
    this.#given = url;
    const path = output ?? (options.remoteName ? remoteName(url) : undefined);
    const folder = options.outputFolder;
    this.#filename =
      path === "-" || path === undefined
        ? undefined
        : folder === undefined
          ? path
          : `${folder.replace(/\/$/, "")}/${path}`;
    const continues = this.#filename !== undefined && options.continueAt !== undefined;
    this.#output = new BodyOutput(process, this.#filename, options.createFolders, continues);
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
    let url = parseUrl(this.#named(), this.#options.pathAsIs);
    let body = await this.#body();
    if (this.#options.queries.length > 0) url = withQuery(url, await urlQueries(this.#process, this.#options.queries));
    if (body !== undefined && this.#options.get) {
      url = withQuery(url, latin1(body.bytes));
      body = undefined;
    }
    this.#resumed = resumeAt(this.#process, this.#options, this.#filename);
    const first = url;
    this.#method =
      this.#options.method ??
      (this.#options.head ? "HEAD" : this.#options.upload !== undefined ? "PUT" : body ? "POST" : "GET");
    let before: CurlUrl | undefined;
    for (;;) {
      this.#effective = url;
      const next = await this.#exchange(url, body, {
        trusted: this.#options.trusted || (url.host === first.host && url.port === first.port),
        previous: before,
      });
      if (next === undefined) break;
      if (this.#redirects >= this.#options.maxRedirects)
        throw new TransferError(47, `Maximum (${this.#options.maxRedirects}) redirects followed`);
      this.#redirects += 1;
      const status = this.#head?.status ?? 0;
      const keeps = status === 307 || status === 308 || this.#options.keepPost.includes(status);
      const posts = body !== undefined && this.#options.upload === undefined;
      if (!keeps && posts) {
        if (this.#options.method === undefined) this.#method = "GET";
        body = undefined;
      }
      before = url;
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
    const { form, upload } = this.#options;
    if (form.length > 0) return formBody(this.#process, this.#options);
    if (upload !== undefined) {
      const bytes = await readNamed(this.#process, upload).catch(() => {
        throw new BodyError(26, `cannot open '${upload}'`);
      });
      return { bytes, contentType: undefined, json: false };
    }
    return this.#task.data;
  }

  /** One request and its answer; answers where to go on. */
  async #exchange(
    url: CurlUrl,
    body: RequestBody | undefined,
    { trusted, previous }: { trusted: boolean; previous: CurlUrl | undefined },
  ): Promise<CurlUrl | undefined> {
    const connection = await this.#connect(url);
    try {
      const cookie = this.#cookies.header(url.host, url.target);
      const head = requestHead(this.#options, this.#method, url, body, cookie, {
        trusted,
        previous: previous?.text,
        resumed: this.#resumed,
        etag: await savedTag(this.#process, this.#options),
      });
      const user = this.#options.user ?? url.user;
      if (user !== undefined && this.#options.oauth2 === undefined && /^Authorization: Basic /m.test(head))
        await this.#say(`Server auth using Basic with user '${user.split(":", 1)[0] ?? ""}'`);
      await this.#talk(">", head);
      const chunks = body !== undefined && sendsChunks(this.#options);
      const request = concatBytes([
        encodeUtf8(head),
        ...(chunks ? [encodeUtf8(`${body.bytes.length.toString(16)}\r\n`)] : []),
        ...(body === undefined ? [] : [body.bytes]),
        ...(chunks ? [encodeUtf8("\r\n0\r\n\r\n")] : []),
      ]);
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
    const bare = url.host.replace(/^\[|\]$/g, "").toLowerCase();
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
      await this.#say("closing connection #0");
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
        await this.#say("shutting down connection #0");
        throw new TransferError(52, "Empty reply from server");
      }
      this.#first ||= this.#elapsed();
      this.#headerBytes += head.raw.length;
      this.#head = head;
      if (head.version === "1.0") await this.#say("HTTP 1.0, assume close after body");
      const sized = headerOf(head, "content-length") ?? headerOf(head, "transfer-encoding");
      const bodiless = head.status < 200 || head.status === 204 || head.status === 304 || this.#method === "HEAD";
      this.#closing = head.version === "1.0" || /close/i.test(headerOf(head, "connection") ?? "");
      const lines = latin1(head.raw);
      const fails = this.#options.fail === "silently" && head.status >= 400;
      if (fails) {
        await this.#talk("<", lines.slice(0, -2));
        await this.#say(`The requested URL returned error: ${head.status}`);
        await this.#talk("<", "");
      } else if (sized !== undefined || bodiless || this.#closing) await this.#talk("<", lines);
      else {
        await this.#talk("<", lines.slice(0, -2));
        await this.#say("no chunk, no close, no size. Assume close to signal end");
        await this.#talk("<", "");
        this.#closing = true;
      }
      for (const [name, value] of head.headers)
        if (name.toLowerCase() === "set-cookie") this.#cookies.set(value, url.host, url.target);
      this.#nameByHeader(head);
      if (this.#options.include || this.#options.head) await this.#put(head.raw);
      if (this.#options.dumpHeader !== undefined)
        await dumpHead(this.#process, this.#options.dumpHeader, head.raw, this.#redirects > 0);
      if (head.status >= 200) return head;
    }
  }

  async #take(reader: ResponseReader, head: ResponseHead, url: CurlUrl): Promise<CurlUrl | undefined> {
    const location = headerOf(head, "location");
    const redirects = this.#options.follow && head.status >= 300 && head.status < 400 && location !== undefined;
    if (this.#options.fail === "silently" && head.status >= 400) {
      await this.#say("closing connection #0");
      return undefined;
    }
    if (Number(headerOf(head, "content-length") ?? 0) > (this.#options.maxFileSize ?? Infinity))
      throw new TransferError(63, "Maximum file size exceeded");
    if (this.#resumed > 0 && head.status === 200)
      throw new TransferError(33, "HTTP server does not seem to support byte ranges. Cannot resume.");
    const past = head.status === 416 && this.#resumed > 0;
    const packed: Uint8Array[] = [];
    const coding = this.#options.compressed ? headerOf(head, "content-encoding") : undefined;
    if (coding !== undefined && !decodable(coding)) throw new TransferError(61, "Unrecognized content encoding type");
    const end = await reader.body(head, this.#method === "HEAD", async (bytes) => {
      await this.#weigh("{", bytes.length);
      if (redirects || past) return;
      if (coding === undefined) await this.#put(bytes);
      else packed.push(bytes);
    });
    if (coding !== undefined && packed.length > 0) await this.#put(decode(coding, concatBytes(packed)));
    await keepTag(this.#process, this.#options, head);
    if (this.#options.remoteTime && this.#filename !== undefined) {
      this.#output.close();
      keepTime(this.#process, this.#filename, head);
    }
    if (end === "cut") {
      const length = headerOf(head, "content-length");
      throw new TransferError(
        18,
        length === undefined
          ? "transfer closed with outstanding read data remaining"
          : `end of response with ${Number(length) - this.#output.written} bytes missing`,
      );
    }
    if (!redirects && !past && this.#output.written === 0) this.#output.open();
    await this.#say(
      this.#closing ? "shutting down connection #0" : `Connection #0 to host ${url.host}:${url.port} left intact`,
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
    throw new TransferError(23, `client returned ERROR on write of ${bytes.length} bytes`);
  }

  /** -J: the name that the answer tells, in the folder that was chosen; a file that is there is left alone. */
  #nameByHeader(head: ResponseHead): void {
    if (!this.#options.headerName || !this.#options.remoteName || this.#task.output !== undefined) return;
    const text = headerOf(head, "content-disposition") ?? "";
    const [, quoted, plain] = /filename=(?:"([^"]*)"|([^;\s]+))/i.exec(text) ?? [];
    const name = (quoted ?? plain)?.replace(/^.*[/\\]/s, "");
    if (name === undefined || name === "") return;
    const folder = this.#options.outputFolder;
    this.#filename = folder === undefined ? name : `${folder}/${name}`;
    if (this.#process.files.tryStat(resolvePath(this.#process.cwd, this.#filename)) !== undefined)
      throw new TransferError(
        23,
        `client returned ERROR on write of ${text.length + "content-disposition: ".length + 2} bytes`,
      );
    this.#output.rename(this.#filename);
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
    await this.#process.write(2, lines.map((line) => `${mark} ${line}\r\n`).join(""));
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
    const url = this.#effective;
    const location = this.#head === undefined ? undefined : headerOf(this.#head, "location");
    const transfer: Transfer = {
      url: this.#given,
      number: this.#task.number,
      referer: this.#options.referer ?? "",
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
    const { out, error, files } = renderWriteOut(format, transfer);
    if (out !== "") await this.#process.write(1, out);
    if (error !== "") await this.#process.write(2, error);
    for (const { path, text } of files) {
      const append = path.startsWith(">>");
      const file = this.#process.open(append ? path.slice(2) : path, {
        write: true,
        create: true,
        append,
        truncate: !append,
      });
      await file.write(encodeUtf8(text));
      file.close();
    }
  }
}
