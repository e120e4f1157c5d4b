/** What each coloured part of grep's output is drawn in. */
export interface GrepColors {
  readonly match: string;
  readonly name: string;
  readonly line: string;
  readonly offset: string;
  readonly separator: string;
}

/** As GREP_COLORS says ("mt=01;32:fn=34"), else grep's own. */
export function grepColors(env: Readonly<Record<string, string | undefined>>): GrepColors {
  const given = new Map((env.GREP_COLORS ?? "").split(":").map((part) => [part.slice(0, 2), part.slice(3)]));
  const part = (key: string, usual: string): string => {
    const value = given.get(key);
    return value !== undefined && /^[0-9;]*$/.test(value) ? value : usual;
  };
  return {
    match: part("ms", part("mt", "01;31")),
    name: part("fn", "35"),
    line: part("ln", "32"),
    offset: part("bn", "32"),
    separator: part("se", "36"),
  };
}
