import { parser } from "@lezer/javascript";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

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

/** Where a name that is declared inside them ends. */
const SCOPES = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunction", "MethodDeclaration", "Script"]);

/**
 * Points a served script at the preview's own address and modules. `location` cannot be replaced on a window, and the
 * frame's real one is not the page's: the identifier becomes `$previewLocation`, except where the script has declared
 * that name itself; `x.location` asks `$previewOf(x)`, which knows a window when it gets one, whatever it is called.
 * Import specifiers go through `resolve`; `import(x)` of a computed name becomes `$previewImport(x)`, bound to the
 * address of its script.
 */
export function rewriteScript(
  code: string,
  resolve: (specifier: string) => string | undefined = () => undefined,
  /** Where the script was served, when it is a file of its own. */
  address?: string,
): ScriptRewrite {
  if (!/location|import|export/.test(code)) return { code, imports: [] };
  const edits: Edit[] = [];
  const imports: string[] = [];
  const declared: { readonly from: number; readonly to: number }[] = [];
  const names: Edit[] = [];
  const text = (from: number, to: number): string => code.slice(from, to);
  const isLocation = (node: SyntaxNode): boolean => /^(["']?)location\1$/.test(text(node.from, node.to));

  const specifier = (from: number, to: number): void => {
    const written = text(from + 1, to - 1);
    imports.push(written);
    const resolved = resolve(written);
    if (resolved !== undefined) edits.push({ from, to, text: JSON.stringify(resolved) });
  };
  const wrap = ({ from, to }: SyntaxNode): void => {
    edits.push({ from, to: from, text: "$previewOf(" }, { from: to, to, text: ")" });
  };

  parser.parse(code).iterate({
    enter({ name, from, to, node }) {
      if (name === "VariableDefinition" && isLocation(node)) {
        const destructured = destructuredFrom(node);
        const scope = scopeOf(node);
        // `const { location } = window` gets the preview's; what it is called afterwards is the script's own business.
        declared.push(scope);
        if (destructured !== undefined) wrap(destructured);
      }
      if (name === "VariableName" && isLocation(node) && node.parent?.name !== "ExportGroup")
        names.push({ from, to, text: "$previewLocation" });
      // { location } is short for { location: location }.
      if (name === "Property" && isLocation(node)) names.push({ from, to, text: "location: $previewLocation" });
      if (name === "PatternProperty" && /^location\s*:/.test(text(from, to))) {
        const destructured = destructuredFrom(node);
        if (destructured !== undefined) wrap(destructured);
      }
      if (name === "MemberExpression") {
        const object = node.firstChild;
        const property = node.lastChild?.name === "]" ? node.lastChild.prevSibling : node.lastChild;
        const plain = property?.name === "PropertyName" || property?.name === "String";
        const called = node.parent?.name === "NewExpression";
        if (object !== null && plain && isLocation(property) && object.name !== "super" && !called) wrap(object);
      }
      if (name === "ImportDeclaration" || name === "ExportDeclaration") {
        const source = node.getChild("String");
        if (source !== null) specifier(source.from, source.to);
      }
      if (name === "ImportMeta" && address !== undefined) {
        const url = JSON.stringify(address);
        edits.push({ from, to, text: `({ url: ${url}, resolve: (to) => new URL(to, ${url}).href })` });
      }
      if (name === "DynamicImport") {
        const argument = node.getChild("String");
        if (argument !== null) specifier(argument.from, argument.to);
        else {
          const bound = address === undefined ? "" : `.bind(${JSON.stringify(address)})`;
          edits.push({ from, to: from + "import".length, text: `$previewImport${bound}` });
        }
      }
    },
  });

  const own = names.filter((edit) => !declared.some((scope) => scope.from <= edit.from && edit.to <= scope.to));
  // At one place, what closes comes before what opens.
  const all = [...edits, ...own].sort((a, b) => a.from - b.from || (a.text === ")" ? -1 : b.text === ")" ? 1 : 0));
  let result = "";
  let at = 0;
  for (const edit of all) {
    if (edit.from < at) continue;
    result += text(at, edit.from) + edit.text;
    at = edit.to;
  }
  return { code: result + text(at, code.length), imports };
}

/** The expression that a pattern takes its values from, when the pattern stands right before it. */
function destructuredFrom(node: SyntaxNode): SyntaxNode | undefined {
  const property = node.name === "PatternProperty" ? node : node.parent;
  const pattern = property?.name === "PatternProperty" ? property.parent : null;
  if (pattern?.name !== "ObjectPattern" || pattern.nextSibling?.name !== "Equals") return undefined;
  return pattern.nextSibling.nextSibling ?? undefined;
}

/** What a declaration reaches: the function around it, or the script. */
function scopeOf(node: SyntaxNode): { readonly from: number; readonly to: number } {
  // The name of a function is known where the function stands.
  let scope = node.parent?.name === "FunctionDeclaration" ? node.parent.parent : node.parent;
  while (scope !== null && !SCOPES.has(scope.name)) scope = scope.parent;
  return scope ?? { from: 0, to: Number.MAX_SAFE_INTEGER };
}
