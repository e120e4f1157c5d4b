import { decodeUtf8, encodeUtf8 } from "#base";
import { FileError, MemoryFileSystem } from "#files";
import { describe, expect, test } from "vitest";

describe("capacity", () => {
  test("a write that does not fit takes what fits and says ENOSPC", () => {
    const files = new MemoryFileSystem({ capacity: 1000 });
    expect(() => files.writeFile("/a", new Uint8Array(2000))).toThrow("/a: No space left on device");
    expect(files.used).toBe(1000);
    expect(() => files.makeDirectory("/d")).toThrow(FileError);
  });

  test("what is removed is free again, once no handle holds it", () => {
    const files = new MemoryFileSystem({ capacity: 1000 });
    files.writeFile("/a", new Uint8Array(800));
    const handle = files.open("/a", { read: true });
    files.unlink("/a");
    expect(() => files.writeFile("/b", new Uint8Array(500))).toThrow("No space left");
    handle.close();
    files.writeFile("/b", new Uint8Array(500));
    files.unlink("/b");
    expect(files.used).toBe(0);
  });

  test("empty files without end are bounded", () => {
    const files = new MemoryFileSystem({ capacity: 10_000 });
    let made = 0;
    expect(() => {
      for (;;) files.writeFile(`/${made++}`, new Uint8Array(0));
    }).toThrow("No space left");
    expect(made).toBeLessThan(100);
  });

  test("replacing by rename and truncating give back what they took", () => {
    const files = new MemoryFileSystem();
    files.writeFile("/a", new Uint8Array(300));
    files.writeFile("/b", new Uint8Array(400));
    files.rename("/a", "/b");
    files.open("/b", { write: true, truncate: true }).close();
    files.unlink("/b");
    expect(files.used).toBe(0);
  });

  test("a file beyond 1 GiB is refused at once", () => {
    const files = new MemoryFileSystem();
    const handle = files.open("/a", { write: true, create: true });
    expect(() => handle.truncate(2 ** 31)).toThrow("File too large");
  });
});

describe("times", () => {
  test("two files of one millisecond have an order", () => {
    const files = new MemoryFileSystem({ clock: () => 1_000_000 });
    files.writeFile("/a", encodeUtf8(""));
    files.writeFile("/b", encodeUtf8(""));
    expect(files.stat("/b").mtimeMs).toBeGreaterThan(files.stat("/a").mtimeMs);
  });
});

describe("independence", () => {
  test("what was read is the reader's own", () => {
    const files = new MemoryFileSystem();
    files.writeFile("/a", encodeUtf8("abc"));
    files.readFile("/a").fill(0);
    const handle = files.open("/a", { read: true });
    handle.read(0, 3).fill(0);
    expect(decodeUtf8(files.readFile("/a"))).toBe("abc");
  });
});

describe("watching", () => {
  test("a folder that goes is told to who watches below it", () => {
    const files = new MemoryFileSystem();
    files.makeDirectory("/d");
    files.makeDirectory("/d/e");
    const seen: string[] = [];
    files.watch("/d/e", (event) => seen.push(`${event.type} ${event.path}`));
    files.rename("/d", "/x");
    expect(seen).toEqual(["removed /d"]);
  });

  test("changes through a link have the real path", () => {
    const files = new MemoryFileSystem();
    files.makeDirectory("/d");
    files.symlink("d", "/l");
    const seen: string[] = [];
    files.watch("/", (event) => seen.push(`${event.type} ${event.path}`));
    files.writeFile("/l/f", encodeUtf8("x"));
    expect(seen).toEqual(["created /d/f", "changed /d/f"]);
  });
});
