/** One URL of curl's command line: the requests it takes, and what is shown and kept of their answers. */
import { concatBytes, encodeUtf8, type ExitStatus } from "#base";
import { resolvePath } from "#files";
import type { Process } from "#kernel";
import { urlQueries, type RequestBody } from "./body.ts";
import type { Connections, Line } from "./connections.ts";
import { placeOf } from "./places.ts";
import { bodyOf, expects, outgoing, uploadTarget } from "./upload.ts";
import { decodable, decode } from "./coding.ts";
import type { Cookies } from "./cookies.ts";
import type { CurlOptions } from "./curl-options.ts";
import { dumpHead, filenameOf, isThere, keepTag, keepTime, resumeAt, savedTag } from "./kept.ts";
import { BodyOutput, Meter } from "./output.ts";
import { headerOf, latin1, type ResponseHead } from "./response.ts";
import { methodOf, requestHead, sendsChunks } from "./request-head.ts";
import { reach, refuseTls } from "./reach.ts";
import type { Task } from "./task.ts";
import { Talk } from "./talk.ts";
import { asTransferError, TransferError } from "./transfer-error.ts";
import { parseUrl, resolveUrl, withQuery, type CurlUrl } from "./url.ts";
import { writeOut, type Transfer } from "./write-out.ts";

/** One URL, with its redirections. */
export class Run {
  readonly #process: Process;
  readonly #options: CurlOptions;
  readonly #cookies: Cookies;
  readonly #connections: Connections;
  readonly #given: string;
  readonly #task: Task;
  readonly #output: BodyOutput;
  readonly #meter: Meter;
  readonly #talk: Talk;
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
  /** The connection's number, and how many were made. */
  #number = 0;
  #connects = 0;
  #head: ResponseHead | undefined;
  #method = "GET";
  #effective: CurlUrl | undefined;

  constructor(process: Process, options: CurlOptions, cookies: Cookies, connections: Connections, task: Task) {
    this.#connections = connections;
    const { url } = task;
    this.#task = task;
    this.#process = process;
    this.#options = options;
    this.#cookies = cookies;
    this.#given = url;
    this.#filename = filenameOf(process, options, task);
    const continues = this.#filename !== undefined && options.continueAt !== undefined;
    this.#output = new BodyOutput(process, this.#filename, options.createFolders, continues);
    const toScreen = this.#filename === undefined && process.descriptors.get(1)?.kind === "terminal";
    this.#talk = new Talk(process, options.verbose, this.#filename);
    this.#meter = new Meter(process, !options.silent && !toScreen);
  }

  async run(): Promise<ExitStatus> {
    const { existing } = this.#options;
    if (existing === "skip" && this.#filename !== undefined && isThere(this.#process, this.#filename)) {
      if (this.#options.verbose)
        await this.#process.write(2, `Note: skips transfer, "${this.#filename}" exists locally\n`);
      return 0;
    }
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
    if (
      status !== 0 &&
      this.#options.removeOnError &&
      this.#filename !== undefined &&
      isThere(this.#process, this.#filename)
    )
      this.#process.files.unlink(resolvePath(this.#process.cwd, this.#filename));
    const { silent, showError, writeOut } = this.#options;
    await this.#meter.end(this.#output.written, this.#uploaded, this.#elapsed());
    if (status !== 0 && (!silent || showError)) await this.#process.write(2, `curl: (${status}) ${this.message}\n`);
    if (writeOut !== undefined) await this.#writeOut(writeOut, status);
    return status;
  }

  async #follow(): Promise<ExitStatus> {
    let url = parseUrl(uploadTarget(this.#given, this.#options.upload), this.#options.pathAsIs);
    if (!this.#options.spoken) throw new TransferError(1, `Protocol "${url.scheme}" is disabled`);
    let body = await bodyOf(this.#process, this.#options, this.#task.data);
    if (this.#options.queries.length > 0) url = withQuery(url, await urlQueries(this.#process, this.#options.queries));
    if (body !== undefined && this.#options.get) {
      url = withQuery(url, latin1(body.bytes));
      body = undefined;
    }
    this.#resumed = resumeAt(this.#process, this.#options, this.#filename);
    const first = url;
    this.#method = methodOf(this.#options, body);
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

  /** One request and its answer; answers where to go on. */
  async #exchange(
    url: CurlUrl,
    body: RequestBody | undefined,
    { trusted, previous }: { trusted: boolean; previous: CurlUrl | undefined },
  ): Promise<CurlUrl | undefined> {
    for (;;) {
      const line = await this.#line(url);
      let done = false;
      try {
        const head = await this.#request(url, body, trusted, previous?.text);
        await this.#talk.wire(">", head);
        this.#requestBytes += head.length;
        Promise.resolve(line.connection.write(encodeUtf8(head), this.#stop.signal)).catch(() => undefined);
        const sending = { done: false };
        const send = async (): Promise<void> => {
          if (sending.done) return;
          sending.done = true;
          await this.#send(line, body);
        };
        const waits = expects(body, this.#options.headers, this.#options.http10);
        if (!waits) await send();
        const answer = await this.#answer(line, waits ? send : undefined);
        if (answer === undefined) continue;
        if (!sending.done) this.#closing = true;
        const next = await this.#take(line, answer, url);
        done = !this.#closing;
        return next;
      } finally {
        if (done) this.#connections.keep(this.#place(url), line);
        else line.connection.close();
      }
    }
  }

  async #request(
    url: CurlUrl,
    body: RequestBody | undefined,
    trusted: boolean,
    previous: string | undefined,
  ): Promise<string> {
    const head = requestHead(this.#options, this.#method, url, body, this.#cookies.header(url.host, url.target), {
      trusted,
      previous,
      resumed: this.#resumed,
      etag: await savedTag(this.#process, this.#options),
    });
    const user = this.#options.user ?? url.user;
    if (user !== undefined && this.#options.oauth2 === undefined && /^Authorization: Basic /m.test(head))
      await this.#talk.say(`Server auth using Basic with user '${user.split(":", 1)[0] ?? ""}'`);
    return head;
  }

  async #send(line: Line, body: RequestBody | undefined): Promise<void> {
    if (body === undefined) {
      await this.#talk.say("Request completely sent off");
      return;
    }
    let size = 0;
    for await (const part of outgoing(this.#process, body, sendsChunks(this.#options, body))) {
      size += part.length;
      if (body.stream !== true || part[0] !== 48) await this.#talk.weigh("}", part.length);
      // A server may answer before it has read everything, or instead of it.
      const written = Promise.resolve(line.connection.write(part, this.#stop.signal)).catch(() => undefined);
      if (body.stream === true) await written;
    }
    this.#requestBytes += size;
    this.#uploaded += size;
    await this.#talk.say(`upload completely sent off: ${size} bytes`);
  }

  /** Where the connection leads, by --connect-to. */
  #place(url: CurlUrl): string {
    return placeOf(this.#options.connectTo, url.host, url.port);
  }

  async #line(url: CurlUrl): Promise<Line> {
    const kept = this.#connections.take(this.#place(url));
    if (kept !== undefined) {
      this.#localPort = kept.connection.localPort;
      this.#number = kept.number;
      await this.#meter.begin();
      await this.#talk.say(`Reusing existing ${url.scheme}: connection with host ${url.host}`);
      return kept;
    }
    this.#number = this.#connections.next;
    this.#connects += 1;
    const connection = await reach(this.#process, this.#place(url), this.#number, this.#options.resolve, this.#talk);
    this.#connected = this.#elapsed();
    this.#localPort = connection.localPort;
    await this.#meter.begin();
    await this.#talk.say("using HTTP/1.x");
    if (url.scheme === "https") refuseTls(connection);
    return this.#connections.add(connection, () => this.#stop.signal);
  }

  /** The final head; those before it (100 Continue) are shown and passed over. */
  async #answer({ reader, used }: Line, send: (() => Promise<void>) | undefined): Promise<ResponseHead | undefined> {
    // Servers that know nothing of "100 Continue" are sent the body after a while.
    const timer = send === undefined ? undefined : setTimeout(() => void send(), 1000);
    for (;;) {
      const head = await reader.head();
      if (send !== undefined) clearTimeout(timer);
      if (head === undefined) {
        // The server ended a connection that was kept: the request goes over a new one.
        if (used) return undefined;
        await this.#talk.say("Empty reply from server");
        await this.#talk.say(`shutting down connection #${this.#number}`);
        throw new TransferError(52, "Empty reply from server");
      }
      this.#first ||= this.#elapsed();
      this.#headerBytes += head.raw.length;
      this.#head = head;
      if (head.version === "1.0") await this.#talk.say("HTTP 1.0, assume close after body");
      const sized = headerOf(head, "content-length") ?? headerOf(head, "transfer-encoding");
      const bodiless = head.status < 200 || head.status === 204 || head.status === 304 || this.#options.head;
      this.#closing = head.version === "1.0" || /close/i.test(headerOf(head, "connection") ?? "");
      const lines = latin1(head.raw);
      const remarks: string[] = [];
      if (this.#options.fail === "silently" && head.status >= 400)
        remarks.push(`The requested URL returned error: ${head.status}`);
      else if (sized === undefined && !bodiless && !this.#closing) {
        remarks.push("no chunk, no close, no size. Assume close to signal end");
        this.#closing = true;
      }
      if (this.#redirection(head) !== undefined) {
        remarks.push("Ignoring the response-body");
        if (headerOf(head, "content-length") !== undefined) remarks.push("setting size while ignoring");
      }
      if (this.#tooOld(head)) {
        remarks.push("The requested document is not new enough", "Simulate an HTTP 304 response");
        this.#closing = true;
      }
      await this.#talk.wire("<", remarks.length > 0 ? lines.slice(0, -2) : lines);
      for (const remark of remarks) await this.#talk.say(remark);
      if (remarks.length > 0) await this.#talk.wire("<", "");
      const url = this.#effective;
      for (const [name, value] of head.headers)
        if (name.toLowerCase() === "set-cookie" && url !== undefined) this.#cookies.set(value, url.host, url.target);
      this.#nameByHeader(head);
      if (this.#options.include || this.#options.head) await this.#put(head.raw);
      if (this.#options.dumpHeader !== undefined)
        await dumpHead(this.#process, this.#options.dumpHeader, head.raw, this.#redirects > 0);
      if (head.status >= 200) return head;
      await send?.();
    }
  }

  /** Where -L goes on. */
  #redirection(head: ResponseHead): string | undefined {
    if (!this.#options.follow || head.status < 300 || head.status >= 400) return undefined;
    return headerOf(head, "location");
  }

  /** -z: what came is not what was wanted, though the server sent it. */
  #tooOld(head: ResponseHead): boolean {
    const { since } = this.#options;
    const modified = Date.parse(headerOf(head, "last-modified") ?? "");
    if (since === undefined) return false;
    return since.before ? modified > Date.parse(since.text) : modified <= Date.parse(since.text);
  }

  async #take({ reader }: Line, head: ResponseHead, url: CurlUrl): Promise<CurlUrl | undefined> {
    const location = this.#redirection(head);
    const redirects = location !== undefined;
    if (this.#options.fail === "silently" && head.status >= 400) {
      this.#closing = true;
      await this.#talk.say(`closing connection #${this.#number}`);
      return undefined;
    }
    if (Number(headerOf(head, "content-length") ?? 0) > (this.#options.maxFileSize ?? Infinity))
      throw new TransferError(63, "Maximum file size exceeded");
    if (this.#resumed > 0 && head.status === 200)
      throw new TransferError(33, "HTTP server does not seem to support byte ranges. Cannot resume.");
    const unwanted = this.#tooOld(head);
    const past = head.status === 416 && this.#resumed > 0;
    const packed: Uint8Array[] = [];
    const coding = this.#options.compressed ? headerOf(head, "content-encoding") : undefined;
    if (coding !== undefined && !decodable(coding)) throw new TransferError(61, "Unrecognized content encoding type");
    const end = await reader.body(head, { none: this.#options.head, raw: this.#options.raw }, async (bytes) => {
      if (redirects || past || unwanted) return;
      await this.#talk.weigh("{", bytes.length);
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
      this.#closing = true;
      const length = headerOf(head, "content-length");
      const problem =
        length === undefined
          ? "transfer closed with outstanding read data remaining"
          : `end of response with ${Number(length) - this.#output.written} bytes missing`;
      await this.#talk.say(problem);
      await this.#talk.say(`closing connection #${this.#number}`);
      throw new TransferError(18, problem);
    }
    if (!redirects && !past && this.#output.written === 0) this.#output.open();
    await this.#talk.say(
      this.#closing
        ? `shutting down connection #${this.#number}`
        : `Connection #${this.#number} to host ${url.host}:${url.port} left intact`,
    );
    if (!redirects) return undefined;
    await this.#talk.say(`Issue another request to this URL: '${resolveUrl(url, location).text}'`);
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
      connects: this.#connects,
      connection: this.#number,
      port: url?.port ?? 0,
      host: url?.host ?? "",
      scheme: url?.scheme ?? "http",
      status,
      message: this.message,
      filename: this.#filename ?? "",
      times: { connect: this.#connected, first: this.#first, total: this.#elapsed() },
    };
    await writeOut(this.#process, format, transfer);
  }
}
