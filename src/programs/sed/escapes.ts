/** \f \xHH \dNNN \oNNN of a pattern as the characters they name, still literal to the pattern. */
export function resolveEscapes(source: string): string {
  return source.replace(
    /\\(?:([fvra])|x([\dA-Fa-f]{2})|d(\d{3})|o([0-7]{3}))/g,
    (_, letter?: string, hex?: string, decimal?: string, octal?: string) =>
      letter === undefined
        ? String.fromCharCode(
            hex === undefined
              ? decimal === undefined
                ? parseInt(octal ?? "0", 8)
                : Number(decimal)
              : parseInt(hex, 16),
          ).replace(/[.*[\]^$\\]/, "\\$&")
        : ({ f: "\f", v: "\v", r: "\r", a: "\x07" }[letter] ?? ""),
  );
}
