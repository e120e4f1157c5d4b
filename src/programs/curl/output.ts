import { dirname, FileError, resolvePath, type OpenFile } from "#files";
import type { Process } from "#kernel";

/** Where a body goes: standard output, or a file made when its first byte comes. */
export class BodyOutput {
  readonly #process: Process;
  readonly #folders: boolean;
  readonly #append: boolean;
  #path: string | undefined;
  #file: OpenFile | undefined;
  written = 0;

  constructor(process: Process, path: string | undefined, folders: boolean, append: boolean) {
    this.#process = process;
    this.#path = path;
    this.#folders = folders;
    this.#append = append;
  }

  /** Answers what is wrong when the file cannot be made. */
  async write(bytes: Uint8Array): Promise<FileError | undefined> {
    if (this.#path === undefined) await this.#process.write(1, bytes);
    else {
      const problem = this.open();
      if (problem !== undefined) return problem;
      await this.#file?.write(bytes);
    }
    this.written += bytes.length;
    return undefined;
  }

  /** Makes the file though nothing comes. */
  open(): FileError | undefined {
    if (this.#path === undefined || this.#file !== undefined) return undefined;
    try {
      if (this.#folders) this.#makeFolders(dirname(resolvePath(this.#process.cwd, this.#path)));
      this.#file = this.#process.open(this.#path, {
        write: true,
        create: true,
        append: this.#append,
        truncate: !this.#append,
      });
      return undefined;
    } catch (error) {
      if (error instanceof FileError) return error;
      throw error;
    }
  }

  /** Before the first byte: another file. */
  rename(path: string): void {
    this.#path = path;
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #makeFolders(path: string): void {
    if (this.#process.files.tryStat(path) !== undefined) return;
    this.#makeFolders(dirname(path));
    this.#process.files.makeDirectory(path, 0o777 & ~this.#process.umask);
  }
}

/** curl's meter: two lines of heading, then one line that is written over. */
export class Meter {
  readonly #process: Process;
  readonly #shown: boolean;
  #begun = false;

  constructor(process: Process, shown: boolean) {
    this.#process = process;
    this.#shown = shown;
  }

  async begin(): Promise<void> {
    if (!this.#shown || this.#begun) return;
    this.#begun = true;
    await this.#process.write(
      2,
      "  % Total    % Received % Xferd  Average Speed  Time    Time    Time   Current\n                                 Dload  Upload  Total   Spent   Left   Speed\n\r  0      0   0      0   0      0      0      0                              0",
    );
  }

  async end(received: number, sent: number, seconds: number): Promise<void> {
    if (!this.#begun) return;
    const rate = (bytes: number): string => amount(bytes / Math.max(seconds, 0.001)).padStart(6);
    const total = received + sent;
    const part = (bytes: number): string => `${bytes > 0 ? 100 : 0}`.padStart(3) + amount(bytes).padStart(7);
    await this.#process.write(
      2,
      `\r${(total > 0 ? "100" : "0").padStart(3)}${amount(total).padStart(7)} ${part(received)} ${part(sent)} ${rate(received)} ${rate(sent)}                              0\n`,
    );
  }
}

/** Six characters at most: 9999, 12.3k, 456k, 7.8M. */
function amount(bytes: number): string {
  const value = Math.round(bytes);
  if (value < 100_000) return String(value);
  if (value < 1024 * 1000) return `${(value / 1024).toFixed(1)}k`;
  return `${(value / 1024 / 1024).toFixed(2)}M`;
}
