import { expect, test } from "vitest";
import { plainText } from "../../../src/session/command-run.ts";
import { MarkReader } from "../../../src/session/terminal-marks.ts";

const rows: { behaviour: string; chunks: string[]; want: unknown[] }[] = [
  { behaviour: "plain text passes", chunks: ["hello\r\n"], want: ["hello\r\n"] },
  {
    behaviour: "a command from prompt to end",
    chunks: ["\u001b]133;A\u0007$ \u001b]133;B\u0007ls\r\n\u001b]133;C\u0007a b\r\n\u001b]133;D;0\u0007"],
    want: [
      { kind: "prompt" },
      "$ ",
      { kind: "input" },
      "ls\r\n",
      { kind: "start" },
      "a b\r\n",
      { kind: "end", status: 0 },
    ],
  },
  {
    behaviour: "a mark cut between chunks",
    chunks: ["one\u001b]13", "3;D;1", "30\u001b", "\\two"],
    want: ["one", { kind: "end", status: 130 }, "two"],
  },
  {
    behaviour: "the command line is told",
    chunks: ["\u001b]133;C;cmdline_url=make%20clean\u0007"],
    want: [{ kind: "start", command: "make clean" }],
  },
  {
    behaviour: "a long pasted command line is told whole",
    chunks: [`\u001b]133;C;cmdline_url=${"x".repeat(9000)}\u0007`],
    want: [{ kind: "start", command: "x".repeat(9000) }],
  },
  { behaviour: "an end without status", chunks: ["\u001b]133;D\u0007"], want: [{ kind: "end" }] },
  { behaviour: "another OSC is text", chunks: ["\u001b]0;title\u0007"], want: ["\u001b]0;title\u0007"] },
  { behaviour: "an escape at the end waits", chunks: ["a\u001b", "[0mb"], want: ["a", "\u001b[0mb"] },
];

test.each(rows)("marks: $behaviour", ({ chunks, want }) => {
  const reader = new MarkReader();
  expect(chunks.flatMap((chunk) => reader.read(chunk))).toEqual(want);
});

test("marks: an opening that never closes is given back as text", () => {
  const reader = new MarkReader();
  const text = `\u001b]133;C;${"x".repeat(1024 * 1024)}`;
  // oxlint-disable-next-line typescript/no-base-to-string -- a mark among the text would show, and fail the test
  expect(reader.read(text).join("")).toBe(text);
});

const plain: { behaviour: string; output: string; want: string }[] = [
  { behaviour: "colours", output: "\u001b[1;31mred\u001b[0m", want: "red" },
  { behaviour: "line ends", output: "a\r\nb\r\r\n", want: "a\nb\n" },
  {
    behaviour: "titles",
    output: "\u001b]0;title\u0007x\u001b]8;;http://a\u001b\\link\u001b]8;;\u001b\\",
    want: "xlink",
  },
  { behaviour: "a lone carriage return stays", output: "10%\r20%", want: "10%\r20%" },
];

test.each(plain)("plain text: $behaviour", ({ output, want }) => {
  expect(plainText(output)).toBe(want);
});
