import { concatBytes, encodeUtf8 } from "#base";
import { basename } from "#files";
import type { Process } from "#kernel";
import type { CurlOptions, DataPart } from "./curl-options.ts";

/** What goes with a request, and the headers it brings. */
export interface RequestBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly json: boolean;
  /** -T -: the body is read while it is sent, and `bytes` is empty. */
  readonly stream?: boolean;
}

/** A file that -d, -F or -T names and that cannot be read: the warning or message, and curl's status. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The parts of -d and its like, joined by "&" (--json: by nothing). */
export async function dataBody(process: Process, parts: readonly DataPart[]): Promise<RequestBody> {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    if (pieces.length > 0 && part.kind !== "json") pieces.push(encodeUtf8("&"));
    pieces.push(await dataPart(process, part));
  }
  const json = parts.some(({ kind }) => kind === "json");
  const contentType = json ? "application/json" : "application/x-www-form-urlencoded";
  return { bytes: concatBytes(pieces), contentType, json };
}

/** --url-query: as --data-urlencode, but "+" in front keeps the rest as it is. */
export async function urlQueries(process: Process, texts: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const text of texts)
    parts.push(text.startsWith("+") ? text.slice(1) : (await urlencoded(process, text)).replaceAll("%20", "+"));
  return parts.join("&");
}

/** A file that cannot be read is told with the option that names it. */
async function dataPart(process: Process, part: DataPart): Promise<Uint8Array> {
  try {
    return await partBytes(process, part);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    throw new BodyError(error.status, `option ${part.shown}: error encountered when reading a file`);
  }
}

async function partBytes(process: Process, { kind, text }: DataPart): Promise<Uint8Array> {
  if (kind === "urlencode") return encodeUtf8(await urlencoded(process, text));
  if (kind === "raw" || !text.startsWith("@")) return encodeUtf8(text);
  const bytes = await readNamed(process, text.slice(1));
  if (kind !== "ascii") return bytes;
  return bytes.filter((byte) => byte !== 10 && byte !== 13 && byte !== 0);
}

async function urlencoded(process: Process, text: string): Promise<string> {
  const [, name = "", sign = "", value = ""] = /^([^=@]*)([=@])(.*)$/s.exec(text) ?? ["", "", "=", text];
  const content = sign === "@" ? new TextDecoder().decode(await readNamed(process, value)) : value;
  const encoded = encodeURIComponent(content).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const plus = encoded.replaceAll("%20", "+");
  return name === "" ? plus : `${name}=${plus}`;
}

/** multipart/form-data (RFC 7578) of -F and --form-string. */
export async function formBody(process: Process, options: CurlOptions): Promise<RequestBody> {
  const boundary = `------------------------${randomText(22)}`;
  const pieces: Uint8Array[] = [];
  for (const { text, literal } of options.form) {
    const equals = text.indexOf("=");
    if (equals < 0) throw new BodyError(2, "Illegally formatted input field");
    const name = text.slice(0, equals);
    const [value = "", ...settings] = literal ? [text.slice(equals + 1)] : splitForm(text.slice(equals + 1));
    const setting = (key: string): string | undefined =>
      settings
        .find((each) => each.startsWith(`${key}=`))
        ?.slice(key.length + 1)
        .replace(/^"(.*)"$/, "$1");
    const file = !literal && value.startsWith("@") ? value.slice(1).replace(/^"(.*)"$/s, "$1") : undefined;
    const extra = settings.flatMap((each) => /^headers="?([^@].*?)"?$/s.exec(each)?.[1] ?? []);
    const content =
      file !== undefined
        ? await readForm(process, file)
        : !literal && value.startsWith("<")
          ? await readForm(process, value.slice(1))
          : encodeUtf8(value);
    const filename = setting("filename") ?? (file === undefined ? undefined : basename(file));
    const type = setting("type") ?? (file === undefined ? undefined : mediaType(file));
    const head = [
      `--${boundary}`,
      `Content-Disposition: form-data; name="${quoted(name)}"${filename === undefined ? "" : `; filename="${quoted(filename)}"`}`,
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      ...extra,
    ];
    pieces.push(encodeUtf8(`${head.join("\r\n")}\r\n\r\n`), content, encodeUtf8("\r\n"));
  }
  pieces.push(encodeUtf8(`--${boundary}--\r\n`));
  return { bytes: concatBytes(pieces), contentType: `multipart/form-data; boundary=${boundary}`, json: false };
}

/** `value;type=…;filename="a;b"` at its semicolons. */
function splitForm(text: string): string[] {
  return text.match(/(?:"[^"]*"|[^;])+/g)?.map((part) => part.trim()) ?? [""];
}

const MEDIA: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  htm: "text/html",
  html: "text/html",
  pdf: "application/pdf",
  xml: "application/xml",
};

function mediaType(path: string): string {
  return MEDIA[path.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}

function quoted(text: string): string {
  return text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function randomText(length: number): string {
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => letters[byte % letters.length]).join("");
}

/** A file's bytes; "-" is standard input. */
export async function readNamed(process: Process, name: string): Promise<Uint8Array> {
  if (name === "-") return readInput(process);
  try {
    const file = process.open(name, { read: true });
    try {
      return await readAll((max) => file.read(max));
    } finally {
      file.close();
    }
  } catch {
    throw new BodyError(26, `Failed to open ${name}`);
  }
}

async function readForm(process: Process, name: string): Promise<Uint8Array> {
  try {
    return await readNamed(process, name);
  } catch (error) {
    if (error instanceof BodyError) throw new BodyError(26, "Failed to open/read local data from file/application");
    throw error;
  }
}

function readInput(process: Process): Promise<Uint8Array> {
  return readAll((max) => process.read(0, max));
}

async function readAll(read: (max: number) => Promise<Uint8Array | null> | Uint8Array | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await read(65_536); chunk !== null; chunk = await read(65_536)) chunks.push(chunk);
  return concatBytes(chunks);
}
