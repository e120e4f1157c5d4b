import type { LoopbackRequest } from "#engines";

/** A request as it is written in the console, before it is sent. */
export interface RequestDraft {
  readonly method: string;
  /** A loopback address, whole. */
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** A route that a FastAPI server tells of. */
export interface Route {
  readonly method: string;
  /** With its parameters in braces: "/add/{a}/{b}". */
  readonly path: string;
  /** A body to begin with, by the schema of the route; empty when it takes none. */
  readonly body: string;
}

/** One header a line, "Name: value"; answers the first line that is none. */
export function parseHeaders(text: string): { headers: [string, string][]; problem?: string } {
  const headers: [string, string][] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    // RFC 9110, section 5.1: a name is a token.
    const [, name, value = ""] = /^([!#$%&'*+\-.^`|~\w]+):[ \t]*(.*?)[ \t\r]*$/.exec(line) ?? [];
    if (name === undefined)
      return { headers, problem: `Line ${String(index + 1)} of the headers is no "Name: value": ${line.trim()}` };
    headers.push([name, value]);
  }
  return { headers };
}

/** Why a body that looks like JSON is none; undefined when it is, or when it was never meant to be. */
export function jsonProblem(body: string, headers: RequestDraft["headers"]): string | undefined {
  const type = contentType(headers);
  const meant = type === undefined ? /^\s*[[{]/.test(body) : /\bjson\b/i.test(type);
  if (!meant || body.trim() === "") return undefined;
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    return `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The headers as they are sent: a JSON body says that it is JSON unless its type was given. */
function sentHeaders(draft: Pick<RequestDraft, "method" | "headers" | "body">): RequestDraft["headers"] {
  const { headers } = draft;
  const body = bodyOf(draft);
  const named = (name: string): boolean => headers.some(([each]) => each.toLowerCase() === name);
  return [
    ...(named("accept") ? [] : [["Accept", "*/*"] as const]),
    ...headers,
    ...(body !== "" && !named("content-type") && isJson(body) ? [["Content-Type", "application/json"] as const] : []),
  ];
}

/** What goes to the server. HEAD has no body, whatever was written. */
export function requestOf(draft: RequestDraft): Omit<LoopbackRequest, "signal"> {
  const { method, url } = draft;
  const sent = sentHeaders(draft);
  const host = sent.some(([name]) => name.toLowerCase() === "host") ? [] : [["Host", url.host] as const];
  const body = bodyOf(draft);
  return {
    method,
    // A question mark with nothing behind it is sent as well.
    path: url.pathname + (url.search || (/^[^#]*\?/.test(url.href) ? "?" : "")),
    headers: [...host, ...sent],
    ...(body === "" ? {} : { body: new TextEncoder().encode(body) }),
  };
}

function bodyOf({ method, body }: Pick<RequestDraft, "method" | "body">): string {
  return method === "HEAD" ? "" : body;
}

/** The same request for curl, quoted for a POSIX shell. */
export function curlCommand(draft: RequestDraft): string {
  const headers = sentHeaders(draft).filter(([name, value]) => name !== "Accept" || value !== "*/*");
  const typed = contentType(headers) !== undefined;
  const body = bodyOf(draft);
  const words = ["curl", draft.method === "HEAD" ? "--head" : "-i"];
  // Braces and brackets would name many addresses.
  if (/[[\]{}]/.test(draft.url.href)) words.push("-g");
  const usual = body === "" ? "GET" : "POST";
  if (draft.method !== usual && draft.method !== "HEAD") words.push("-X", draft.method);
  // A header without a value is written with a semicolon; "Name:" would leave it out.
  for (const [name, value] of headers) words.push("-H", quote(value === "" ? `${name};` : `${name}: ${value}`));
  if (body !== "") {
    // Without this curl would say that the body is a form.
    if (!typed) words.push("-H", "'Content-Type:'");
    words.push("--data-raw", quote(body));
  }
  return [...words, quote(draft.url.href)].join(" ");
}

function quote(text: string): string {
  return /^[\w/:.=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function contentType(headers: RequestDraft["headers"]): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Json = Record<string, unknown>;

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];

/** The routes of an OpenAPI document (3.0 or 3.1), in its order; none when it is no such document. */
export function routesOf(document: unknown): Route[] {
  const root = asObject(document);
  return Object.entries(asObject(root.paths)).flatMap(([path, item]) =>
    METHODS.filter((method) => method in asObject(item)).map((method) => {
      const operation = asObject(asObject(item)[method]);
      const media = asObject(asObject(asObject(operation.requestBody).content)["application/json"]);
      const body = "schema" in media ? JSON.stringify(sample(media.schema, root, 0), undefined, 2) : "";
      return { method: method.toUpperCase(), path, body };
    }),
  );
}

function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

/** A value that a schema may allow: its example or default where it has one, else the emptiest of its type. */
function sample(given: unknown, root: Json, depth: number): unknown {
  const schema = asObject(given);
  if (depth > 8) return null;
  if (typeof schema.$ref === "string") {
    const target = schema.$ref
      .replace(/^#\//, "")
      .split("/")
      .reduce<unknown>((value, key) => asObject(value)[key], root);
    return sample(target, root, depth + 1);
  }
  for (const key of ["example", "default", "const"]) if (key in schema) return schema[key];
  for (const key of ["examples", "enum"]) if (Array.isArray(schema[key])) return (schema[key] as unknown[])[0];
  for (const key of ["anyOf", "oneOf", "allOf"])
    if (Array.isArray(schema[key])) return sample((schema[key] as unknown[])[0], root, depth + 1);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(asObject(schema.properties)).map(([name, each]) => [name, sample(each, root, depth + 1)]),
      );
    case "array":
      return [sample(schema.items, root, depth + 1)];
    case "integer":
    case "number":
      return 0;
    case "boolean":
      return false;
    case "string":
      return "";
    default:
      return null;
  }
}
