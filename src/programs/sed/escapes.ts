/** \f \cX \xHH \dNNN \oNNN of a pattern as the characters they name; operators stay what they are (as in sed 4.9). */
export function resolveEscapes(source: string): string {
  return source.replace(
    /\\(?:([fvra])|x([\dA-Fa-f]{1,2})|d(\d{1,3})|o([0-7]{1,3})|c(\\\\|.))/g,
    (_, letter?: string, hex?: string, decimal?: string, octal?: string, control?: string) =>
      control !== undefined
        ? controlOf(control)
        : letter === undefined
          ? String.fromCharCode(
              hex === undefined
                ? decimal === undefined
                  ? parseInt(octal ?? "0", 8)
                  : Number(decimal)
                : parseInt(hex, 16),
            ).replace(/[[\]\\]/, "\\$&")
          : ({ f: "\f", v: "\v", r: "\r", a: "\x07" }[letter] ?? ""),
  );
}

/** What a, i and c insert: escapes as the characters they name, any other backslash taken away. */
export function resolveText(source: string): string {
  const plain: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
  return source.replace(
    /\\(?:x([\dA-Fa-f]{1,2})|d(\d{1,3})|o([0-7]{1,3})|([^]))/g,
    (_, hex?: string, decimal?: string, octal?: string, letter = "") => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCharCode(Number(decimal));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      return plain[String(letter)] ?? String(letter);
    },
  );
}

/** \cX: the control character of a key. */
export function controlOf(key: string): string {
  return String.fromCharCode(key.toUpperCase().charCodeAt(0) ^ 64);
}
