/** What `pytest --junitxml` writes (`junit_family=xunit1`, `junit_logging=all`), as rows. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly file: string;
  /** Counted from 0, as pytest writes it. */
  readonly line: string | undefined;
  readonly time: string;
  /** failure, error or skipped, in order. */
  readonly outcomes: readonly { tag: string; type: string | undefined; message: string; text: string }[];
  readonly out: string;
  readonly err: string;
}

export interface JunitReport {
  readonly totals: Readonly<Record<"errors" | "failures" | "skipped" | "tests", number>>;
  readonly cases: readonly JunitCase[];
}

export function parseJunit(xml: string): JunitReport {
  const suite = attributesOf(/<testsuite ([^>]*)>/.exec(xml)?.[1] ?? "");
  const number = (name: string): number => Number(suite[name]);
  const cases = [...xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, opening = "", body = ""]): JunitCase => {
      const own = attributesOf(opening);
      const children = [
        ...body.matchAll(/<(failure|error|skipped|system-out|system-err)\b([^>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/g),
      ].map(([, tag = "", attributes = "", text = ""]) => ({ tag, ...attributesOf(attributes), text: decode(text) }));
      const logged = (tag: string): string => children.find((child) => child.tag === tag)?.text ?? "";
      return {
        classname: own.classname ?? "",
        name: own.name ?? "",
        file: own.file ?? "",
        line: own.line,
        time: own.time ?? "",
        outcomes: children
          .filter(({ tag }) => !tag.startsWith("system"))
          .map((child) => {
            const { tag, text, type, message = "" } = child as Record<string, string> & { tag: string; text: string };
            return { tag, type, message, text };
          }),
        out: logged("system-out"),
        err: logged("system-err"),
      };
    },
  );
  const totals = {
    errors: number("errors"),
    failures: number("failures"),
    skipped: number("skipped"),
    tests: number("tests"),
  };
  return { totals, cases };
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, decode(value)]),
  );
}

function decode(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (_, decimal?: string, hex?: string, name?: string) =>
    decimal !== undefined
      ? String.fromCodePoint(Number(decimal))
      : hex !== undefined
        ? String.fromCodePoint(parseInt(hex, 16))
        : (named[name ?? ""] ?? ""),
  );
}
