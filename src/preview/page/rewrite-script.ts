import { parser } from "@lezer/javascript";

/** The global objects behind which `location` is the browser's own. */
const WINDOWS = new Set(["window", "self", "globalThis", "document", "frames", "parent", "top"]);

export interface ScriptRewrite {
  readonly code: string;
  /** Static and literal dynamic imports, as written. */
  readonly imports: readonly string[];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Points a served script at the preview's own address and modules. `location` cannot be replaced on a window, and the
 * frame's real one is not the page's: the identifier (and `window.location`) becomes `$previewLocation`, unless the
 * script declares that name itself. Import specifiers go through `resolve`; `import(x)` of a computed name becomes
 * `$previewImport(x)`.
 */
export function rewriteScript(
  code: string,
  resolve: (specifier: string) => string | undefined = () => undefined,
): ScriptRewrite {
  const edits: Edit[] = [];
  const imports: string[] = [];
  const declarations: number[] = [];
  const locations: Edit[] = [];
  const text = (from: number, to: number): string => code.slice(from, to);

  const specifier = (from: number, to: number): void => {
    const written = text(from + 1, to - 1);
    imports.push(written);
    const resolved = resolve(written);
    if (resolved !== undefined) edits.push({ from, to, text: JSON.stringify(resolved) });
  };

  parser.parse(code).iterate({
    enter(node) {
      const { from, to } = node;
      if (node.name === "VariableDefinition" && text(from, to) === "location") declarations.push(from);
      if (node.name === "VariableName" && text(from, to) === "location")
        locations.push({ from, to, text: "$previewLocation" });
      if (node.name === "PropertyName" && text(from, to) === "location") {
        const object = node.node.parent?.name === "MemberExpression" ? node.node.parent.firstChild : null;
        if (object?.name === "VariableName" && WINDOWS.has(text(object.from, object.to)))
          locations.push({ from: object.from, to, text: "$previewLocation" });
      }
      if (node.name === "ImportDeclaration" || node.name === "ExportDeclaration") {
        const source = node.node.getChild("String");
        if (source !== null) specifier(source.from, source.to);
      }
      if (node.name === "DynamicImport") {
        const argument = node.node.getChild("String");
        if (argument !== null) specifier(argument.from, argument.to);
        else edits.push({ from, to: from + "import".length, text: "$previewImport" });
      }
      // { location } is short for { location: location }.
      if (node.name === "Property" && text(from, to) === "location")
        locations.push({ from, to, text: "location: $previewLocation" });
    },
  });

  const all = [...edits, ...(declarations.length > 0 ? [] : locations)].sort((a, b) => a.from - b.from);
  let result = "";
  let at = 0;
  for (const edit of all) {
    if (edit.from < at) continue;
    result += text(at, edit.from) + edit.text;
    at = edit.to;
  }
  return { code: result + text(at, code.length), imports };
}
