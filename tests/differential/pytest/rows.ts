/**
 * The tree's tests in the words of `--junitxml`.
 * Only names are translated; the facts are the tree's.
 */
import { relative } from "node:path";
import type { TestCase, TestReport } from "../../../src/session/index.ts";
import type { JunitCase } from "./junit.ts";

export function junitRows(report: TestReport, root: string): JunitCase[] {
  const uncollected = report.uncollected.map(({ id, state, text }): JunitCase => {
    const names = id.replace(/\.py$/, "").split("::");
    const module = (names[0] ?? "").replaceAll("/", ".");
    return {
      classname: names.length > 1 ? module : "",
      name: names.length > 1 ? (names.at(-1) ?? "") : module,
      file: id.split("::")[0] ?? "",
      line: undefined,
      time: "0.000",
      outcomes: [
        state === "error"
          ? { tag: "error", type: undefined, message: "collection failure", text }
          : { tag: "skipped", type: undefined, message: "collection skipped", text },
      ],
      out: "",
      err: "",
    };
  });
  return [...uncollected, ...report.tests.filter(({ earlier }) => !earlier).flatMap((test) => rowsOf(test, root))];
}

function rowsOf(test: TestCase, root: string): JunitCase[] {
  if (test.state === "waiting") return [];
  const file = relative(root, test.file);
  const [path = ""] = test.id.split("::");
  const row: Omit<JunitCase, "outcomes"> = {
    classname: [path.replace(/\.py$/, "").replaceAll("/", "."), ...test.names.slice(0, -1)].join("."),
    name: test.names.at(-1) ?? "",
    file,
    line: test.line === null ? undefined : String(test.line - 1),
    time: test.seconds.toFixed(3),
    out: captured(test, "log", " Captured Log ") + captured(test, "stdout", " Captured Out "),
    err: captured(test, "stderr", " Captured Err "),
  };
  const outcomes = test.problems.map(({ when, message, text }) => ({
    tag: when === "call" ? "failure" : "error",
    type: undefined,
    message: when === "call" ? message : `failed on ${when} with "${message}"`,
    text,
  }));
  if (test.state === "skipped")
    outcomes.push({
      ...{ tag: "skipped", type: "pytest.skip", message: test.reason ?? "" },
      text: `${test.skippedAt?.file ?? ""}:${String(test.skippedAt?.line)}: ${test.reason ?? ""}`,
    } as never);
  if (test.state === "xfailed")
    outcomes.push({ tag: "skipped", type: "pytest.xfail", message: test.reason ?? "", text: "" } as never);
  return [{ ...row, outcomes }];
}

function captured(test: TestCase, stream: string, title: string): string {
  const parts = test.sections.filter(([name]) => name.startsWith(`Captured ${stream}`));
  const side = 80 - title.length;
  const header = "-".repeat(Math.floor(side / 2)) + title + "-".repeat(Math.ceil(side / 2));
  return [header, parts.map(([, text]) => text).join(stream === "log" ? "\n" : ""), ""].join("\n");
}
