import { encodeUtf8 } from "#base";
import type { RequestBody } from "./body.ts";
import type { CurlOptions } from "./options.ts";
import type { CurlUrl } from "./url.ts";

/** Request line and headers in curl's order: its own, then -H, then what describes the body. */
export function requestHead(
  options: CurlOptions,
  method: string,
  url: CurlUrl,
  body: RequestBody | undefined,
  cookie: string | undefined,
): string {
  const { agent, referer, headers, user, oauth2, http10 } = options;
  const given = headers.map((line) => /^([^:;]+)([:;])\s*(.*)$/s.exec(line)).filter((match) => match !== null);
  const overridden = (name: string): boolean =>
    given.some(([, key]) => key?.trim().toLowerCase() === name.toLowerCase());
  const credentials = user ?? url.user;
  const port = url.port === 80 ? "" : `:${url.port}`;
  const lines: [string, string | undefined][] = [
    ["Host", `${url.host}${port}`],
    [
      "Authorization",
      oauth2 !== undefined
        ? `Bearer ${oauth2}`
        : credentials === undefined
          ? undefined
          : `Basic ${base64(encodeUtf8(credentials.includes(":") ? credentials : `${credentials}:`))}`,
    ],
    ["User-Agent", agent === "" ? undefined : agent],
    ["Accept", body?.json ? "application/json" : "*/*"],
    ["Referer", referer],
    ["Cookie", cookie],
  ];
  const late: [string, string | undefined][] =
    body === undefined
      ? []
      : [
          ["Content-Length", String(body.bytes.length)],
          ["Content-Type", body.contentType],
        ];
  if (body?.json === true) late.reverse();
  const own = [...lines, ...late].filter(([name, value]) => value !== undefined && !overridden(name));
  const cut = own.findIndex(([name]) => late.some(([other]) => other === name));
  const before = cut < 0 ? own : own.slice(0, cut);
  const after = cut < 0 ? [] : own.slice(cut);
  const extra = given.flatMap(([, name = "", sign = "", value = ""]) =>
    sign === ":" && value === "" ? [] : [[name.trim(), value] as const],
  );
  const host = extra.filter(([name]) => name.toLowerCase() === "host");
  const rest = extra.filter(([name]) => name.toLowerCase() !== "host");
  const text = [...host, ...before, ...rest, ...after]
    .map(([name, value]) => `${name}: ${value ?? ""}`.trimEnd())
    .join("\r\n");
  return `${method} ${url.target} HTTP/${http10 ? "1.0" : "1.1"}\r\n${text}\r\n\r\n`;
}

function base64(bytes: Uint8Array): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    text += [18, 12, 6, 0].map((shift) => letters[(group >> shift) & 63]).join("");
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + "=".repeat(missing);
}
