import { byteTextToText, textToByteText } from "./tool/byte-text.ts";
import { eachInput, Lines } from "./tool/input.ts";
import { Refusal, tool } from "./tool/tool.ts";

type Section = "header" | "body" | "footer";

/** Numbers lines, by sections that `\\:` lines part. */
export const nl = tool(
  {
    options:
      "b,body-numbering= d,section-delimiter= f,footer-numbering= h,header-numbering= i,line-increment= " +
      "l,join-blank-lines= n,number-format= p,no-renumber s,number-separator= v,starting-line-number= w,number-width=",
  },
  async (run) => {
    const number = (key: string, fallback: number, what: string): number => {
      const text = run.value(key);
      if (text === undefined) return fallback;
      if (!/^[-+]?\d+$/.test(text)) throw new Refusal(`invalid ${what}: ${run.locale.quote(text)}`);
      return Number(text);
    };
    const start = number("v", 1, "starting line number");
    const step = number("i", 1, "line number increment");
    const blanks = number("l", 1, "line number of blank lines");
    const width = number("w", 6, "line number field width");
    const separator = textToByteText(run.value("s") ?? "\t");
    const format = run.value("n") ?? "rn";
    if (!["ln", "rn", "rz"].includes(format)) {
      throw new Refusal(`invalid line numbering format: ${run.locale.quote(format)}`, { usage: true });
    }
    const styleOf = (key: string, fallback: string, what: string): ((line: string) => boolean) => {
      const style = run.value(key) ?? fallback;
      if (style === "a") return () => true;
      if (style === "t") return (line) => line !== "";
      if (style === "n") return () => false;
      if (style.startsWith("p")) {
        const pattern = new RegExp(style.slice(1));
        return (line) => pattern.test(line);
      }
      throw new Refusal(`invalid ${what} numbering style: ${run.locale.quote(style)}`, { usage: true });
    };
    const styles: Readonly<Record<Section, (line: string) => boolean>> = {
      header: styleOf("h", "n", "header"),
      body: styleOf("b", "t", "body"),
      footer: styleOf("f", "n", "footer"),
    };
    let mark = run.value("d") ?? "\\:";
    if (mark.length === 1) mark += ":";
    let section: Section = "body";
    let count = start;
    let blankRun = 0;
    await eachInput(run, run.operands, async (file) => {
      const lines = new Lines(run, file);
      for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
        const next: Section | undefined =
          mark === ""
            ? undefined
            : line === mark.repeat(3)
              ? "header"
              : line === mark.repeat(2)
                ? "body"
                : line === mark
                  ? "footer"
                  : undefined;
        let wait: Promise<void> | undefined;
        if (next !== undefined) {
          section = next;
          if (!run.has("p")) count = start;
          wait = run.out.raw("\n");
        } else {
          blankRun = line === "" ? blankRun + 1 : 0;
          const counted = styles[section](line) && (line !== "" || blanks === 1 || blankRun === blanks);
          if (counted) {
            if (line === "") blankRun = 0;
            const sign = count < 0 ? "-" : "";
            const digits = String(Math.abs(count));
            const shown =
              format === "ln"
                ? `${sign}${digits}`.padEnd(width)
                : format === "rz"
                  ? `${sign}${digits.padStart(width - sign.length, "0")}`
                  : `${sign}${digits}`.padStart(width);
            wait = run.out.raw(`${shown}${separator}${line}\n`);
            count += step;
          } else wait = run.out.raw(`${" ".repeat(width + byteTextToText(separator).length)}${line}\n`);
        }
        if (wait) await wait;
      }
    });
    return undefined;
  },
);
