/**
 * The addresses that a style sheet loads, found by CSS's own tokens (css-syntax-3: comments, strings, url tokens), so
 * that "url(" inside a comment or a string is left alone. `replace` answers what to write instead; undefined keeps it.
 */
export interface StyleReference {
  readonly url: string;
  readonly kind: "import" | "resource";
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /\/\*[\s\S]*?(?:\*\/|$)|@import\b|url\(\s*(?:"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'|((?:[^\s"'()\\]|\\[\s\S])*))\s*\)|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'|[;{}]/gi;

function styleReferences(css: string): StyleReference[] {
  const found: StyleReference[] = [];
  let importing = false;
  for (const match of css.matchAll(TOKEN)) {
    const [text] = match;
    if (text.startsWith("/*")) continue;
    if (/^@import/i.test(text)) {
      importing = true;
      continue;
    }
    if (/^[;{}]$/.test(text)) {
      importing = false;
      continue;
    }
    const isUrl = /^url\(/i.test(text);
    const address = match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? "";
    // A string names a resource only in @import; elsewhere it is text (content, font names).
    if (isUrl || importing) {
      const url = unescapeCss(address);
      found.push({ url, kind: importing ? "import" : "resource", start: match.index, end: match.index + text.length });
    }
    importing = false;
  }
  return found;
}

/** The sheet with every reference exchanged for what `replace` answers. */
export async function rewriteCss(
  css: string,
  replace: (reference: StyleReference) => Promise<string | undefined>,
): Promise<string> {
  const references = styleReferences(css);
  const replacements = await Promise.all(references.map(replace));
  let result = "";
  let at = 0;
  references.forEach((reference, index) => {
    const replacement = replacements[index];
    if (replacement === undefined) return;
    result += `${css.slice(at, reference.start)}url("${replacement}")`;
    at = reference.end;
  });
  return result + css.slice(at);
}

function unescapeCss(text: string): string {
  return text.replace(/\\([0-9a-f]{1,6})\s?|\\([\s\S])/gi, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (letter ?? "") : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
