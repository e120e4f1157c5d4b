import type { LabSession, OutlineNode, TestReport } from "#session";
import { outlineOf } from "#session";
import { button, enable, make, say } from "./dom.ts";
import type { BenchDoor, SidePanel } from "./lab-panel.ts";
import { duration, TestTree } from "./test-tree.ts";
import { testDetails } from "./test-details.ts";

/** pytest's results as a tree, as they come; what a test said; and the commands that run some of them again. */
export class TestsPanel implements SidePanel {
  readonly name = "Tests";
  readonly element: HTMLElement;
  readonly #session: LabSession;
  readonly #bench: BenchDoor;
  readonly #tree: TestTree;
  readonly #state = make("p", { class: "panel-state", role: "status" });
  readonly #details = make("div", { class: "test-details", role: "region", "aria-label": "Result", tabindex: "0" });
  readonly #all: HTMLButtonElement;
  readonly #failed: HTMLButtonElement;
  readonly #one: HTMLButtonElement;
  readonly #command: string;
  #drawn = "";

  constructor(session: LabSession, bench: BenchDoor) {
    this.#session = session;
    this.#bench = bench;
    const own = session.data.actions.find(({ command }) => /^(?:python3? -m )?pytest\b/.test(command));
    this.#command = own?.command ?? "pytest -q";
    const run = (command: string) => (): void => void bench.run(command);
    this.#all = button("Run all", "quiet", run(this.#command));
    this.#failed = button("Run what failed", "quiet", run("pytest -q --lf"));
    this.#one = button("Run this one", "quiet", () => this.#runSelected());
    const covered = button("Run with coverage", "quiet", run("pytest -q --cov --cov-report=term --cov-report=json"));
    this.#tree = new TestTree(
      (node) => this.#tell(node),
      (node, byKey) => this.#goTo(node, byKey),
    );
    this.element = make(
      "article",
      { class: "panel tests" },
      make("div", { class: "panel-bar" }, this.#all, this.#failed, this.#one, covered),
      this.#state,
      make("div", { class: "test-columns" }, this.#tree.element, this.#details),
    );
    this.update();
  }

  /** "Tests, 1 failed": what the tab says. */
  get label(): string {
    const { failed, errors, passed } = this.#session.tests.counts;
    const wrong = failed + errors;
    return wrong > 0 ? `Tests: ${String(wrong)} failed` : passed > 0 ? "Tests: passed" : "Tests";
  }

  show(): void {
    this.update();
  }

  port(): void {
    // Tests need no server.
  }

  close(): void {
    // Nothing is held.
  }

  /** pytest said something. Nothing is drawn while nobody looks. */
  update(): void {
    const { tests } = this.#session;
    const nodes = outlineOf(tests);
    say(this.#state, summary(tests, this.#command));
    enable(
      this.#failed,
      tests.tests.some(({ problems }) => problems.length > 0),
    );
    if (this.element.hidden) return;
    this.#tree.element.hidden = this.#details.hidden = nodes.length === 0;
    this.#tree.update(nodes);
    const chosen = this.#tree.selected ?? firstWrong(nodes);
    if (chosen === undefined) this.#tell(undefined);
    else if (this.#tree.selected === undefined && !tests.running) this.#tree.select(chosen.key);
    else this.#tell(this.#tree.selected);
  }

  #tell(node: OutlineNode | undefined): void {
    enable(this.#one, node !== undefined);
    const drawn = node === undefined ? "" : JSON.stringify([node.key, node.test, node.uncollected]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const placeOf = (file: string): string | undefined => this.#session.pathOf(file);
    const goTo = (path: string, line: number): void => this.#bench.showLine(path, line, true);
    this.#details.replaceChildren(...(node === undefined ? [] : testDetails(node, placeOf, goTo)));
    // What went wrong is what the reader came for: above it may stand a page of source.
    const wrong = this.#details.querySelector<HTMLElement>(".wrong");
    this.#details.scrollTop = wrong === null ? 0 : wrong.offsetTop - this.#details.clientHeight / 3;
  }

  /** To the line that failed, else to the test. */
  #goTo({ test }: OutlineNode, byKey: boolean): void {
    if (test === undefined) return;
    const problem = test.problems.find(({ file }) => file !== undefined && this.#session.pathOf(file) !== undefined);
    const file = problem?.file ?? test.file;
    const line = problem?.line ?? test.line;
    const path = this.#session.pathOf(file);
    if (path !== undefined && line !== null) this.#bench.showLine(path, line, byKey);
  }

  #runSelected(): void {
    const node = this.#tree.selected;
    if (node === undefined) return;
    void this.#bench.run(`pytest -q ${quote(node.key.replace(/!$/, ""))}`);
  }
}

function firstWrong(nodes: readonly OutlineNode[]): OutlineNode | undefined {
  for (const node of nodes) {
    if (node.state !== "failed" && node.state !== "error") continue;
    return node.children.length === 0 ? node : firstWrong(node.children);
  }
  return undefined;
}

/** pytest's last line in its order: "1 failed, 8 passed in 0.05 s". */
function summary(report: TestReport, command: string): string {
  const { tests, uncollected, running, seconds, status, internalError } = report;
  if (internalError !== undefined) return `pytest itself failed: ${internalError}`;
  if (tests.length + uncollected.length === 0 && !running)
    return status === 5
      ? "pytest found no tests: their files are called test_….py, and their functions test_…."
      : `No test has run yet: run \`${command}\`.`;
  const parts = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${String(count)} ${count === 1 ? name.replace(/^(error|warning)s$/, "$1") : name}`);
  if (running) return ["Running", ...(parts.length > 0 ? [parts.join(", ")] : [])].join(": ");
  if (seconds === undefined) return [...parts, "ended before its end"].join(", ");
  const waiting = tests.filter(({ state, earlier }) => state === "waiting" && !earlier).length;
  if (waiting > 0) parts.push(`${String(waiting)} not run`);
  return `${parts.join(", ")} in ${duration(seconds)}`;
}

function quote(text: string): string {
  return /^[\w/:.=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
