import type { OutlineNode, Section } from "#session";
import { button, make } from "./dom.ts";

/** What is known of one test, in pytest's words; a place in a file of the lab is a button that goes there. */
export function testDetails(
  node: OutlineNode,
  placeOf: (file: string) => string | undefined,
  goTo: (path: string, line: number) => void,
): HTMLElement[] {
  const { test, uncollected } = node;
  const sections = test?.sections ?? uncollected?.sections ?? [];
  const texts = test?.problems.map(({ when, text }) => ({ title: when === "call" ? "" : `In ${when}`, text })) ?? [];
  if (uncollected !== undefined) texts.push({ title: "", text: uncollected.text });
  const reason = test?.reason === undefined || test.reason === "" ? [] : [make("p", {}, `Reason: ${test.reason}`)];
  return [
    make("p", { class: "test-title" }, node.key.replace(/!$/, "")),
    ...(test?.earlier === true ? [make("p", {}, "From an earlier run.")] : []),
    ...reason,
    ...texts.flatMap(({ title, text }) => [
      ...(title === "" ? [] : [make("p", { class: "test-phase" }, title)]),
      make("pre", {}, ...linked(text, placeOf, goTo)),
    ]),
    ...sections.map(captured),
  ];
}

function captured([title, text]: Section): HTMLElement {
  return make("details", { open: "" }, make("summary", {}, title), make("pre", {}, text));
}

/**
 * pytest ends each part of a traceback with "file:line: what", and marks with ">" the line that failed and with "E" what
 * was wrong; Python writes `File "file", line n`.
 */
const PARTS =
  /^(?<wrong>[>E] [^\n]*(?:\nE [^\n]*)*)|^(?<file>[^\s:][^:\n]*):(?<line>\d+)(?=:)|File "(?<named>[^"\n]+)", line (?<at>\d+)/gm;

function linked(
  text: string,
  placeOf: (file: string) => string | undefined,
  goTo: (path: string, line: number) => void,
): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(PARTS)) {
    const { file, line, named, at, wrong } = match.groups ?? {};
    if (wrong !== undefined) {
      parts.push(text.slice(from, match.index), make("span", { class: "wrong" }, wrong));
      from = match.index + wrong.length;
      continue;
    }
    const path = placeOf(file ?? named ?? "");
    if (path === undefined) continue;
    parts.push(
      text.slice(from, match.index),
      button(match[0], "place", () => goTo(path, Number(line ?? at))),
    );
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}
