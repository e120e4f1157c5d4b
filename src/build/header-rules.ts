/**
 * The `_headers` file that static hosts read: a pattern, and below it, indented, the headers of what matches. `*`
 * stands for any text. Every rule that matches applies, in order; `! Name` takes away what an earlier one set.
 *
 * Cloudflare joins the values of a header that two rules set, unless it is taken away between them, and takes one `*` a
 * pattern; Netlify passes over lines with `!` and keeps the last value. What is rendered here means the same to both.
 */
export interface HeaderRule {
  readonly pattern: string;
  readonly set: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

export function renderHeaderRules(rules: readonly HeaderRule[]): string {
  const wide = rules.filter(({ pattern }) => pattern === "/*").flatMap(({ set }) => Object.keys(set));
  return rules
    .map(({ pattern, set, remove = [] }) =>
      [pattern, ...new Set([...remove, ...Object.keys(set).filter((name) => pattern !== "/*" && wide.includes(name))])]
        .map((name, index) => (index === 0 ? name : `  ! ${name}`))
        .concat(Object.entries(set).map(([name, value]) => `  ${name}: ${value}`))
        .map((line) => `${line}\n`)
        .join(""),
    )
    .join("\n");
}

export function parseHeaderRules(text: string): HeaderRule[] {
  const rules: { pattern: string; set: Record<string, string>; remove: string[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const rule = rules.at(-1);
    if (!/^\s/.test(line)) rules.push({ pattern: line.trim(), set: {}, remove: [] });
    else if (rule && line.trim().startsWith("!")) rule.remove.push(line.trim().slice(1).trim());
    else if (rule) {
      const colon = line.indexOf(":");
      rule.set[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    }
  }
  return rules;
}

/** The headers of a path, by all rules that match it. */
export function headersFor(path: string, rules: readonly HeaderRule[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { pattern, set, remove = [] } of rules) {
    const expression = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    if (!new RegExp(`^${expression.join(".*")}$`).test(path)) continue;
    for (const name of remove) Reflect.deleteProperty(headers, name);
    Object.assign(headers, set);
  }
  return headers;
}
