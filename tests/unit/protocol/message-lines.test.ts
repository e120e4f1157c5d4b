import { describe, expect, test } from "vitest";
import { FROM_MACHINE_MARK, MessageLines, renderMessageLine, TO_MACHINE_MARK } from "#protocol";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 151) & 255);

const rows: { name: string; message: object }[] = [
  { name: "numbers and text", message: { type: "port", port: 8080, state: "open" } },
  { name: "no bytes", message: { bytes: bytes(0) } },
  { name: "one byte", message: { bytes: bytes(1) } },
  { name: "two bytes", message: { bytes: bytes(2) } },
  { name: "three bytes", message: { bytes: bytes(3) } },
  { name: "100 kB", message: { bytes: bytes(100_001) } },
  { name: "bytes inside a list", message: { entries: [{ path: "a", bytes: bytes(5) }, { path: "b" }] } },
  { name: "text that looks like bytes", message: { text: "\0bAAAA", other: "\0", third: "\0t" } },
  { name: "line ends and marks in text", message: { text: `a\nb\r\n${FROM_MACHINE_MARK}{}` } },
  { name: "Unicode, DEL and half a pair", message: { text: "é日🎉\u007f\ud800" } },
];

describe("a message as a line", () => {
  test.each(rows)("$name", ({ message }) => {
    const line = renderMessageLine(FROM_MACHINE_MARK, message);
    expect(line).toMatch(/^\n[\x20-\x7e]*\n$/);
    expect(new MessageLines(FROM_MACHINE_MARK).push(line)).toEqual([message]);
  });

  test("comes in any pieces, among other output and a terminal's line ends", () => {
    const noise: string[] = [];
    const lines = new MessageLines(FROM_MACHINE_MARK, (line) => noise.push(line));
    const text = `a warning${renderMessageLine(FROM_MACHINE_MARK, { id: 1 })}${renderMessageLine(TO_MACHINE_MARK, { id: 2 })}`;
    const whole = (text + renderMessageLine(FROM_MACHINE_MARK, { id: 3 })).replaceAll("\n", "\r\n");
    const found = [...whole].flatMap((letter) => lines.push(letter));
    expect(found).toEqual([{ id: 1 }, { id: 3 }]);
    expect(noise).toEqual(["a warning", `${TO_MACHINE_MARK}{"id":2}`]);
  });

  test("a Buffer is bytes like any other", () => {
    const line = renderMessageLine(FROM_MACHINE_MARK, { bytes: Buffer.from("ab") });
    expect(new MessageLines(FROM_MACHINE_MARK).push(line)).toEqual([{ bytes: Uint8Array.of(97, 98) }]);
  });

  test("a broken line is passed over", () => {
    expect(new MessageLines(FROM_MACHINE_MARK).push(`${FROM_MACHINE_MARK}{"id":\n`)).toEqual([]);
  });
});
