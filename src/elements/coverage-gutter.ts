import { RangeSet, StateEffect, StateField, type Extension } from "@codemirror/state";
import { gutter, GutterMarker } from "@codemirror/view";
import type { FileCoverage } from "#session";

class CoverageMarker extends GutterMarker {
  readonly #kind: "run" | "missing" | "partial";

  constructor(kind: "run" | "missing" | "partial") {
    super();
    this.#kind = kind;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement("span");
    mark.className = `cm-coverage-${this.#kind}`;
    mark.title = { run: "run", missing: "never run", partial: "one way out was never taken" }[this.#kind];
    return mark;
  }
}

const MARKERS = {
  run: new CoverageMarker("run"),
  missing: new CoverageMarker("missing"),
  partial: new CoverageMarker("partial"),
};

/** Shows what coverage measured of the file; undefined ends that. */
export const coverLines = StateEffect.define<FileCoverage | undefined>();

const covered = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(coverLines)) continue;
      const { value } = effect;
      if (value === undefined) return RangeSet.empty;
      const { doc } = transaction.state;
      const kinds = new Map([
        ...[...value.run].map((line) => [line, "run"] as const),
        ...[...value.missing].map((line) => [line, "missing"] as const),
        ...[...value.partial].map((line) => [line, "partial"] as const),
      ]);
      const lines = [...kinds].filter(([line]) => line >= 1 && line <= doc.lines).sort(([a], [b]) => a - b);
      return RangeSet.of(lines.map(([line, kind]) => MARKERS[kind].range(doc.line(line).from)));
    }
    // What was measured is of the text before.
    return transaction.docChanged ? RangeSet.empty : marks;
  },
});

export const coverageGutter: Extension = [
  covered,
  gutter({ class: "cm-coverage", markers: (view) => view.state.field(covered) }),
];
