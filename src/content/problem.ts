import type { Diagnostic } from "#base";
import { isMap, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

/**
 * Mistakes in content, told so that whoever made one can mend it without reading a schema: the file, the line, the
 * field, what is wrong there, and what to write.
 */
export class ContentError extends Error {
  readonly problems: readonly Diagnostic[];
  constructor(problems: readonly Diagnostic[]) {
    super(problems.map(renderProblem).join("\n\n"));
    this.name = "ContentError";
    this.problems = problems;
  }
}

/** "content/labs/x/lab.yaml:3:1: truth: is missing\n  write: runs-here, …". */
export function renderProblem(problem: Diagnostic): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(":");
  const help = problem.help === undefined ? "" : `\n  write: ${problem.help}`;
  return `${place}: ${problem.message}${help}`;
}

/** The YAML between the two `---` lines at the top of a Markdown file, the lines above it kept blank. */
export function frontMatter(text: string, file: string): string {
  const match = /^---\r?\n([\s\S]*?)^---\s*$/m.exec(text);
  if (match?.index !== 0) {
    throw new ContentError([
      { file, line: 1, message: "has no front matter", help: "a line ---, the fields, and a line --- at the very top" },
    ]);
  }
  return `\n${match[1] ?? ""}`;
}

/** Reads YAML and checks it; throws a ContentError that lists every mistake of the file. */
export function parseYaml<Schema extends z.ZodType>(text: string, schema: Schema, file: string): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new ContentError(
      document.errors.map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        column: lines.linePos(error.pos[0]).col,
        message: `is not YAML: ${error.message.split("\n")[0] ?? ""}`,
        help: "text with a colon or a # in it between quotes, and the same indentation for fields of one level",
      })),
    );
  }
  const result = schema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  throw new ContentError(
    result.error.issues.flatMap((issue) => problemsOf(issue, schema, document, lines).map((one) => ({ file, ...one }))),
  );
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, schema: z.ZodType, document: Document, lines: LineCounter): Diagnostic[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(shapeAt(schema, path) ?? {});
    return issue.keys.map((key) => ({
      ...positionOf([...path, key], document, lines),
      message: `${[...path, key].join(".")}: is not a field`,
      help: nearest(key, known) ?? `one of ${known.join(", ")}`,
    }));
  }
  const value = document.getIn(path);
  const help = schemaAt(schema, path)?.description;
  return [
    {
      ...positionOf(path, document, lines),
      message: `${path.join(".")}: ${value === undefined ? "is missing" : messageOf(issue)}`,
      ...(help === undefined ? {} : { help }),
    },
  ];
}

function messageOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `is not ${articled(issue.expected)}`;
    case "invalid_value":
      return `is not one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return issue.message.startsWith("is ") ? issue.message : `is less than ${String(issue.minimum)}`;
    case "too_big":
      return issue.message.startsWith("is ") ? issue.message : `is more than ${String(issue.maximum)}`;
    default:
      return issue.message;
  }
}

function articled(type: string): string {
  if (type === "string") return "text";
  if (type === "array") return "a list";
  if (type === "object" || type === "record") return "a group of fields";
  return type === "int" ? "a whole number" : `a ${type}`;
}

/** Where a field is written; where it is missing, the nearest thing around it that is written. */
function positionOf(path: readonly (string | number)[], document: Document, lines: LineCounter) {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = document.getIn(path.slice(0, depth - 1), true) ?? document.contents;
    const last = path[depth - 1];
    const node = isMap(parent)
      ? parent.items.find((pair) => String(pair.key) === String(last))?.key
      : isSeq(parent)
        ? parent.items[Number(last)]
        : undefined;
    const range = (node as { range?: readonly number[] } | undefined)?.range;
    if (range?.[0] !== undefined) {
      const { line, col } = lines.linePos(range[0]);
      return { line, column: col };
    }
  }
  return { line: 1 };
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;

/** The schema without the layers (optional, default, transform) that carry no fields of their own. */
function bare(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = definitionOf(schema);
  const inner = innerType ?? input;
  return inner === undefined ? schema : bare(inner);
}

/** The schema of a field, its description as near as one is written. */
function schemaAt(schema: z.ZodType, path: readonly (string | number)[]): { description?: string } | undefined {
  let at: z.ZodType | undefined = schema;
  let description: string | undefined;
  for (const part of path) {
    const definition = definitionOf(bare(at));
    at = typeof part === "number" ? definition.element : definition.shape?.[part];
    if (at === undefined) break;
    description = at.description ?? bare(at).description ?? description;
  }
  return description === undefined ? undefined : { description };
}

function shapeAt(schema: z.ZodType, path: readonly (string | number)[]) {
  let at: z.ZodType | undefined = schema;
  for (const part of path) {
    if (at === undefined) return undefined;
    const definition = definitionOf(bare(at));
    at = typeof part === "number" ? definition.element : definition.shape?.[part];
  }
  return at && definitionOf(bare(at)).shape;
}

/** The known name that is at most two letters away. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return known
    .map((word) => ({ word, distance: editDistance(name, word) }))
    .filter(({ distance }) => distance <= 2)
    .sort((one, other) => one.distance - other.distance)[0]?.word;
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [at, letter2] of Array.from(other).entries()) {
      next.push(Math.min((next[at] ?? 0) + 1, (row[at + 1] ?? 0) + 1, (row[at] ?? 0) + (letter === letter2 ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
