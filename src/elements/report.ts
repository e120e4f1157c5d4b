import type { Diagnostic } from "#base";
import type { DownloadProgress } from "#engines";
import type { CommandRun, Comparison, RestoreReport } from "#session";
import { button, make, say } from "./dom.ts";

/** Linux gives these out to whoever asks for port 0 (ip_local_port_range). */
export const FIRST_EPHEMERAL = 32_768;

/** What a lab says below its panes: how a run ended, what an error means, what is being downloaded. */
export class Report {
  readonly #state: HTMLElement;
  readonly #explained: HTMLElement;
  readonly #progress: HTMLElement;
  readonly #restored: HTMLElement;
  readonly #ports = new Set<number>();
  #saved = false;
  #last = "";

  constructor(lab: HTMLElement, bar: HTMLElement) {
    const state = bar.querySelector<HTMLElement>("[data-state]");
    this.#state = state ?? bar.appendChild(make("span", { class: "state", "data-state": "" }));
    this.#state.setAttribute("role", "status");
    // In the page before it has anything to say, or a screen reader would not hear it begin.
    this.#explained = make("div", { class: "explained", "aria-live": "polite" });
    this.#progress = make("div", { class: "progress" });
    this.#progress.hidden = true;
    (lab.querySelector(".bench") ?? bar).after(this.#progress, this.#explained);
    this.#restored = make("p", { class: "restored" });
    this.#restored.hidden = true;
    bar.after(this.#restored);
  }

  say(text: string): void {
    this.#last = text;
    this.#state.textContent = text;
  }

  running(command: string): void {
    this.#progress.hidden = true;
    this.say(command === "" ? "Running…" : `Running ${command}`);
  }

  finished(run: CommandRun, comparison: Comparison): void {
    const parts = [`Finished in ${duration(run.milliseconds)}`];
    if (run.status === undefined) parts[0] = "Ended with its machine";
    else if (run.status !== 0) parts.push(`exit status ${String(run.status)}`);
    if (run.dropped > 0) parts.push(`${run.dropped.toLocaleString("en")} characters of output were not kept`);
    const compared = words(comparison);
    if (compared !== undefined) parts.push(compared);
    if (this.#saved) parts.push("saved here");
    this.say(parts.join(" · "));
  }

  saved(): void {
    if (this.#saved) return;
    this.#saved = true;
    this.say(this.#last === "" ? "Saved here" : `${this.#last} · saved here`);
  }

  /** The quiet line of a reload; it stays until the reader resets something. */
  restored(report: RestoreReport | undefined): void {
    this.#restored.hidden = report === undefined;
    if (report === undefined) return;
    const outdated =
      report.outdated.length === 0 ? "" : ` The lab itself has changed ${report.outdated.join(", ")} since.`;
    this.#restored.textContent = `Restored your changes to ${report.files.join(", ")}.${outdated}`;
  }

  problem(message: string): void {
    this.#progress.hidden = true;
    this.say("");
    this.explain([{ message }]);
  }

  /** The program's words, then ours. */
  explain(diagnostics: readonly Diagnostic[]): void {
    this.#explained.replaceChildren(
      ...diagnostics.flatMap(({ message, note, help }) => [
        make("p", { class: "words" }, message),
        ...(note === undefined ? [] : [sentence(note)]),
        ...(help === undefined ? [] : [sentence(help)]),
      ]),
    );
  }

  /** A question with one answer; leaving it alone is the other. */
  choice(text: string, label: string, take: () => void): void {
    const answer = button(label, "quiet", () => {
      this.#explained.replaceChildren();
      take();
    });
    this.#explained.replaceChildren(make("p", {}, `${text} `, answer));
  }

  download({ what, received, total }: DownloadProgress): void {
    this.#progress.hidden = received >= total;
    const bar = make("progress", { max: String(total), value: String(received), "aria-label": `Downloading ${what}` });
    this.#progress.replaceChildren(what, bar, `${megabytes(received)} of ${megabytes(total)} MB`);
  }

  /** Ports that a program asked for; one it was given (asyncio's own pair of sockets) is not for the reader. */
  port(port: number, open: boolean): void {
    if (port >= FIRST_EPHEMERAL) return;
    if (open) this.#ports.add(port);
    else this.#ports.delete(port);
    const list = [...this.#ports].map((each) => `:${String(each)}`).join(" ");
    if (open) this.say(`A server listens on localhost${list}`);
  }
}

const ELSEWHERE = {
  edited: "your files differ from the recorded ones",
  history: undefined,
  width: "recorded in a terminal of 80 columns",
} as const;

function words(comparison: Comparison): string | undefined {
  switch (comparison.kind) {
    case "same":
      return "same output as recorded";
    case "different":
      return "not the recorded output";
    case "elsewhere":
      return ELSEWHERE[comparison.because];
    case "unrecorded":
      return undefined;
  }
}

function sentence(text: string): HTMLElement {
  const paragraph = make("p");
  say(paragraph, text);
  return paragraph;
}

function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${String(Math.max(1, Math.round(milliseconds)))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
