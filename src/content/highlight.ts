import {
  createCssVariablesTheme,
  createHighlighter,
  type BundledLanguage,
  type Highlighter,
  type ShikiTransformer,
} from "shiki";

/** The highlighter's theme: names of custom properties, so that one markup serves light, dark and print. */
export const paperTheme = createCssVariablesTheme({ name: "paper", variablePrefix: "--code-", fontStyle: false });

/** A node of the tree that Shiki hands to its transformers, as far as we touch it. */
interface Node {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

/**
 * Short classes in the place of inline styles, and every TAB in an element of its own, so that it can be seen: in a
 * Makefile it is the difference between a recipe and an error. Copying still copies a TAB.
 */
export const paperTransformer: ShikiTransformer = {
  name: "paper",
  root(root) {
    tidy(root);
  },
};

const COLOUR = /^color:var\(--code-(?:token-)?([\w-]+)\)$/;

function tidy(node: Node): void {
  if (node.tagName === "pre") delete node.properties?.style;
  const style = node.properties?.style;
  const colour = typeof style === "string" ? COLOUR.exec(style)?.[1] : undefined;
  if (node.properties && colour !== undefined) {
    delete node.properties.style;
    node.properties.class = `k-${colour}`;
  }
  if (node.children)
    node.children = node.children.flatMap((child) => {
      if (child.type !== "text") {
        tidy(child);
        return child.properties?.class === "k-foreground" ? (child.children ?? []) : [child];
      }
      return splitTabs(child.value ?? "");
    });
}

function splitTabs(text: string): Node[] {
  return text
    .split(/(\t)/)
    .filter((part) => part !== "")
    .map((part) =>
      part === "\t"
        ? { type: "element", tagName: "span", properties: { class: "tab" }, children: [{ type: "text", value: part }] }
        : { type: "text", value: part },
    );
}

/** Names of files, or how they end, and the grammar that colours them. */
const LANGUAGES: readonly (readonly [RegExp, BundledLanguage])[] = [
  [/(^|\/)(GNUm|[Mm])akefile$|\.mk$/, "makefile"],
  [/\.py$/, "python"],
  [/\.(sh|bash)$|(^|\/)\.bashrc$/, "shellscript"],
  [/\.ya?ml$/, "yaml"],
  [/\.html?$/, "html"],
  [/\.css$/, "css"],
  [/\.jsonc?$/, "json"],
  [/\.toml$|\.cfg$|\.ini$/, "toml"],
  [/\.md$/, "markdown"],
  [/(^|\/)Dockerfile$/, "docker"],
  [/\.(js|mjs)$/, "javascript"],
];

let highlighter: Promise<Highlighter> | undefined;

/** A file as highlighted HTML: one `pre` with a `span.line` per line. */
export async function highlightFile(path: string, text: string): Promise<string> {
  highlighter ??= createHighlighter({ themes: [paperTheme], langs: LANGUAGES.map(([, language]) => language) });
  const lang = LANGUAGES.find(([pattern]) => pattern.test(path))?.[1] ?? "text";
  return (await highlighter).codeToHtml(text.replace(/\n$/, ""), {
    lang,
    theme: "paper",
    transformers: [paperTransformer],
  });
}
