/** How a body goes out: with its length, or in chunks as it is read (RFC 9112, 7.1). */
import { concatBytes, encodeUtf8 } from "#base";
import type { Process } from "#kernel";
import { BodyError, formBody, readNamed, type RequestBody } from "./body.ts";
import type { CurlOptions } from "./curl-options.ts";

/** Bodies above this wait for "100 Continue". */
const WAITS_ABOVE = 1024 * 1024;

const LAST = encodeUtf8("0\r\n\r\n");

function chunk(bytes: Uint8Array): Uint8Array {
  return concatBytes([encodeUtf8(`${bytes.length.toString(16)}\r\n`), bytes, encodeUtf8("\r\n")]);
}

/** Whether the request asks to be let in before it sends its body. */
export function expects(body: RequestBody | undefined, headers: readonly string[], http10: boolean): boolean {
  if (body === undefined || http10) return false;
  const given = headers.find((line) => /^expect:/i.test(line));
  if (given !== undefined) return /100-continue/i.test(given);
  return body.stream === true || body.bytes.length > WAITS_ABOVE;
}

/** The parts of a body in order, as they go over the wire. */
export async function* outgoing(process: Process, body: RequestBody, chunked: boolean): AsyncGenerator<Uint8Array> {
  if (!chunked) {
    yield body.bytes;
    return;
  }
  if (body.stream === true) {
    for (let part = await process.read(0, 65_536); part !== null; part = await process.read(0, 65_536))
      yield chunk(part);
    yield LAST;
  } else yield concatBytes([...(body.bytes.length > 0 ? [chunk(body.bytes)] : []), LAST]);
}

/** The body of the request: -F's, -T's or what -d and its like made. */
export async function bodyOf(
  process: Process,
  options: CurlOptions,
  data: RequestBody | undefined,
): Promise<RequestBody | undefined> {
  const { form, upload } = options;
  if (form.length > 0) return formBody(process, options);
  if (upload === "-" || upload === ".") {
    const stream = !options.http10;
    const bytes = stream ? new Uint8Array(0) : await readNamed(process, "-");
    return { bytes, contentType: undefined, json: false, stream };
  }
  if (upload !== undefined) {
    const bytes = await readNamed(process, upload).catch(() => {
      throw new BodyError(26, `cannot open '${upload}'`);
    });
    return { bytes, contentType: undefined, json: false };
  }
  return data;
}

/** The URL as given; the name of the file that is uploaded, where it names only a folder. */
export function uploadTarget(given: string, upload: string | undefined): string {
  if (upload === undefined || upload === "-" || upload === "." || /[?#]/.test(given)) return given;
  const [, tail] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/]*(.*)$/is.exec(given) ?? [];
  if (tail !== "" && tail?.endsWith("/") !== true) return given;
  return `${given}${tail === "" ? "/" : ""}${encodeURIComponent(upload.replace(/^.*\//s, ""))}`;
}
