import { defaultKeymap, history, historyKeymap, indentMore } from "@codemirror/commands";
import {
  bracketMatching,
  defaultHighlightStyle,
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
  type StreamParser,
} from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightSpecialChars,
  highlightWhitespace,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { FileCoverage } from "#session";
import { coverageGutter, coverLines } from "./coverage-gutter.ts";

/** make's own lines and, behind a TAB, the shell's. */
const makefile: StreamParser<{ recipe: boolean }> = {
  name: "make",
  startState: () => ({ recipe: false }),
  token(stream, state) {
    if (stream.sol()) {
      state.recipe = stream.peek() === "\t";
      if (state.recipe) {
        stream.next();
        return null;
      }
    }
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^\$(?:\([^()]*\)|\{[^{}]*\}|[@<^+?*%|$])/)) return "variableName.special";
    if (stream.match(/^(?:"(?:[^"\\]|\\.)*"|'[^']*')/)) return "string";
    if (!state.recipe) {
      if (
        stream.match(
          /^\.(?:PHONY|DEFAULT_GOAL|SUFFIXES|PRECIOUS|SECONDARY|INTERMEDIATE|DELETE_ON_ERROR|ONESHELL|SILENT)\b/,
        )
      )
        return "keyword";
      if (
        stream.match(
          /^(?:ifeq|ifneq|ifdef|ifndef|else|endif|include|-include|define|endef|export|override|unexport|vpath)\b/,
        )
      )
        return "keyword";
      if (stream.match(/^[^\s:=#$]+(?=\s*(?:[:?+!]{0,2}=))/)) return "variableName";
      if (stream.match(/^[^\s:=#$]+(?=[^:=#]*:(?!=))/)) return "labelName";
    }
    stream.next();
    return null;
  },
};

async function languageOf(path: string): Promise<Extension> {
  const name = path.split("/").at(-1) ?? path;
  if (/^(?:GNU)?[Mm]akefile$|\.mk$/.test(name)) return StreamLanguage.define(makefile);
  if (name.endsWith(".py")) return (await import("@codemirror/lang-python")).python();
  if (/\.ya?ml$/.test(name)) return (await import("@codemirror/lang-yaml")).yaml();
  if (/\.html?$/.test(name)) return (await import("@codemirror/lang-html")).html();
  if (name.endsWith(".json")) return (await import("@codemirror/lang-json")).json();
  if (name.endsWith(".md")) return (await import("@codemirror/lang-markdown")).markdown();
  if (/\.(?:ba)?sh$/.test(name))
    return StreamLanguage.define((await import("@codemirror/legacy-modes/mode/shell")).shell);
  return [];
}

const paper = HighlightStyle.define([
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.labelName, tags.definition(tags.variableName), tags.heading], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--warn)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--ok)" },
  { tag: [tags.special(tags.variableName), tags.propertyName], color: "var(--accent)" },
  { tag: tags.strong, fontWeight: "bold" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--code-size)", backgroundColor: "var(--paper)", color: "var(--ink)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "var(--code-leading)" },
  ".cm-content": { padding: "0.8rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--faint)", border: "0" },
  // As in the page's own text of a file, so that nothing moves when the editor comes.
  ".cm-lineNumbers .cm-gutterElement": { boxSizing: "border-box", minWidth: "2.15rem", padding: "0" },
  ".cm-line, .cm-deletedChunk": { paddingLeft: "0.9rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  // Above the gutter, which would cover the editor's own outline.
  "&.cm-focused::after": {
    content: '""',
    position: "absolute",
    inset: "0",
    zIndex: "300",
    outline: "2px solid var(--accent)",
    outlineOffset: "-2px",
    pointerEvents: "none",
  },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-wash) !important" },
  ".cm-highlightTab": { backgroundImage: "none", position: "relative" },
  ".cm-highlightTab::before": { content: '"→"', position: "absolute", color: "var(--faint)" },
  ".cm-highlightSpace": { backgroundImage: "none" },
  ".cm-coverage": { minWidth: "0.35rem" },
  ".cm-coverage span": { display: "block", width: "0.3rem", height: "100%" },
  ".cm-coverage-run": { backgroundColor: "var(--ok)" },
  ".cm-coverage-missing": { backgroundColor: "var(--bad)" },
  ".cm-coverage-partial": {
    backgroundImage: "repeating-linear-gradient(var(--bad) 0 0.25rem, var(--ok) 0.25rem 0.5rem)",
  },
  // What was there before is read as text: its colours would not stand out from the wash.
  ".cm-deletedChunk": { backgroundColor: "var(--bad-wash)" },
  ".cm-deletedChunk *": { color: "var(--soft) !important", background: "none !important" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "0.4rem 0.6rem", fontFamily: "var(--sans)" },
  ".cm-panel.cm-search label": { fontSize: "0.8rem" },
  ".cm-panel.cm-search [name=close]": { color: "inherit", fontSize: "1.2rem", padding: "0 0.4rem" },
  ".cm-textfield": {
    border: "1px solid var(--edge)",
    borderRadius: "4px",
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    fontSize: "0.8rem",
    padding: "0.3rem 0.4rem",
  },
  ".cm-button": {
    border: "1px solid var(--edge)",
    borderRadius: "4px",
    background: "var(--paper)",
    color: "var(--ink)",
    fontSize: "0.8rem",
    padding: "0.3rem 0.5rem",
  },
  ".cm-searchMatch": { backgroundColor: "var(--accent-wash)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--accent)" },
  ".cm-blamed": { backgroundColor: "var(--bad-wash)" },
});

const blame = StateEffect.define<number | undefined>();
const blamed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(blame)) continue;
      const line = effect.value;
      if (line === undefined || line < 1 || line > transaction.state.doc.lines) return Decoration.none;
      return Decoration.set(Decoration.line({ class: "cm-blamed" }).range(transaction.state.doc.line(line).from));
    }
    return transaction.docChanged ? Decoration.none : lines;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export interface EditorHost {
  readonly element: HTMLElement;
  /** Called with the whole text after each change by the reader. */
  readonly onEdit: (path: string, text: string) => void;
}

/** One editor that shows the lab's files in turn, each with its own history. */
export class CodeEditor {
  readonly #host: EditorHost;
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  readonly #difference = new Compartment();
  #path = "";
  #wanted = "";
  #typed = false;
  #quiet = false;

  constructor(host: EditorHost) {
    this.#host = host;
    // Until the first file is shown, the editor has a name as well.
    const extensions = [EditorView.contentAttributes.of({ "aria-label": "Editor" })];
    this.#view = new EditorView({ parent: host.element, extensions });
  }

  get path(): string {
    return this.#path;
  }

  async show(path: string, text: string): Promise<void> {
    if (path === this.#path) {
      this.#wanted = path;
      return this.replace(path, text);
    }
    this.#wanted = path;
    const language = await languageOf(path);
    // Another file was chosen while this one's language came.
    if (this.#wanted !== path) return;
    if (this.#path !== "") this.#states.set(this.#path, this.#view.state);
    this.#path = path;
    this.#typed = false;
    this.#view.setState(this.#states.get(path) ?? this.#state(path, text, language));
    this.replace(path, text);
  }

  /** A program or a reset changed the file: the text is exchanged, undo brings the old one back. */
  replace(path: string, text: string): void {
    if (path !== this.#path) {
      this.#states.delete(path);
      return;
    }
    const { doc } = this.#view.state;
    if (doc.toString() === text) return;
    this.#quiet = true;
    this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
    this.#quiet = false;
  }

  /** Shows what differs from the original; undefined ends that. */
  compare(original: string | undefined): void {
    const extension = original === undefined ? [] : unifiedMergeView({ original, mergeControls: false });
    this.#view.dispatch({ effects: this.#difference.reconfigure(extension) });
  }

  /** Marks a line that a message names, counted from 1. */
  blame(line: number | undefined): void {
    this.#view.dispatch({ effects: blame.of(line) });
    if (line === undefined || line < 1 || line > this.#view.state.doc.lines) return;
    this.#view.dispatch({ effects: EditorView.scrollIntoView(this.#view.state.doc.line(line).from, { y: "center" }) });
  }

  /** Marks in the gutter what coverage measured; undefined takes the marks away. */
  cover(coverage: FileCoverage | undefined): void {
    this.#view.dispatch({ effects: coverLines.of(coverage) });
  }

  /** Puts the cursor on a line, counted from 1. */
  goTo(line: number): void {
    const { doc } = this.#view.state;
    if (line < 1 || line > doc.lines) return;
    const anchor = doc.line(line).from;
    this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  }

  focus(): void {
    this.#view.focus();
  }

  #state(path: string, text: string, language: Extension): EditorState {
    // Tab leaves until the reader has typed; then it indents, and Escape before it leaves again.
    let escaped = false;
    const tab = keymap.of([
      {
        key: "Escape",
        run: () => {
          escaped = true;
          return false;
        },
      },
      {
        key: "Tab",
        run: (view) => {
          if (!this.#typed || escaped) {
            escaped = false;
            return false;
          }
          if (view.state.selection.ranges.some((range) => !range.empty)) return indentMore(view);
          const unit = /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/.test(path) ? "\t" : path.endsWith(".py") ? "    " : "  ";
          view.dispatch(view.state.replaceSelection(unit));
          return true;
        },
      },
    ]);
    return EditorState.create({
      doc: text,
      extensions: [
        coverageGutter,
        lineNumbers(),
        history(),
        drawSelection(),
        highlightSpecialChars(),
        highlightWhitespace(),
        highlightSelectionMatches(),
        bracketMatching(),
        tab,
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        syntaxHighlighting(paper),
        syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
        language,
        look,
        blamed,
        this.#difference.of([]),
        EditorState.tabSize.of(4),
        EditorView.contentAttributes.of({
          "aria-label": `${path}, editor. Press Escape, then Tab, to leave it.`,
          tabindex: "0",
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || this.#quiet) return;
          this.#typed = true;
          escaped = false;
          this.#host.onEdit(path, update.state.doc.toString());
        }),
      ],
    });
  }
}
