import { decodeUtf8, encodeUtf8 } from "#base";
import { FileError, type FileSystem } from "#files";
import { describe, expect, test } from "vitest";

/** A fresh, empty folder of a file system. */
export interface Ground {
  readonly files: FileSystem;
  /** Absolute, without a final slash. */
  readonly folder: string;
}

/** The errno name that a call ends in; "done" when it does not. */
function code(call: () => unknown): string {
  try {
    call();
    return "done";
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
}

/** What every FileSystem must do. Each row gets ground of its own, with `at("name")` for paths on it. */
export function fileSystemContract(name: string, makeGround: () => Ground, options: { enforcesModes: boolean }): void {
  const rows: {
    behaviour: string;
    modes?: true;
    act: (files: FileSystem, at: (path: string) => string) => unknown;
    want: unknown;
  }[] = [
    {
      behaviour: "a written file reads back",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("hello"));
        return decodeUtf8(files.readFile(at("a")));
      },
      want: "hello",
    },
    {
      behaviour: "writing again replaces the contents and keeps the mode",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("long text"), 0o600);
        files.writeFile(at("a"), encodeUtf8("x"), 0o644);
        return [decodeUtf8(files.readFile(at("a"))), files.stat(at("a")).mode];
      },
      want: ["x", 0o600],
    },
    {
      behaviour: "names with spaces, quotes, newlines and Unicode",
      act: (files, at) => {
        const names = ["with space", "quo'te\"", "new\nline", "ünï çødé", "日本", "🎉", "-rf", "#x", "a\\b"];
        for (const one of names) files.writeFile(at(one), encodeUtf8(one));
        const listed = files.readDirectory(at("")).map((entry) => entry.name);
        return names.every((one) => listed.includes(one) && decodeUtf8(files.readFile(at(one))) === one);
      },
      want: true,
    },
    {
      behaviour: "a name may have 255 bytes and no more",
      act: (files, at) => [
        code(() => files.writeFile(at("n".repeat(255)), encodeUtf8(""))),
        code(() => files.writeFile(at("n".repeat(256)), encodeUtf8(""))),
        code(() => files.writeFile(at("é".repeat(128)), encodeUtf8(""))),
      ],
      want: ["done", "ENAMETOOLONG", "ENAMETOOLONG"],
    },
    {
      behaviour: "stat of a file",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("12345"), 0o640);
        const { kind, mode, size, nlink } = files.stat(at("a"));
        return { kind, mode, size, nlink };
      },
      want: { kind: "file", mode: 0o640, size: 5, nlink: 1 },
    },
    {
      behaviour: "stat of a folder",
      act: (files, at) => {
        files.makeDirectory(at("d"), 0o750);
        const { kind, mode, nlink } = files.stat(at("d"));
        return { kind, mode, nlink };
      },
      want: { kind: "directory", mode: 0o750, nlink: 2 },
    },
    {
      behaviour: "modes are taken as given, whatever the host's umask",
      act: (files, at) => {
        files.makeDirectory(at("d"), 0o777);
        files.writeFile(at("f"), encodeUtf8(""), 0o666);
        return [files.stat(at("d")).mode, files.stat(at("f")).mode];
      },
      want: [0o777, 0o666],
    },
    {
      behaviour: "tryStat tells nothing from something",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8(""));
        return [files.tryStat(at("a"))?.kind, files.tryStat(at("no")), files.tryStat(at("a/b"))];
      },
      want: ["file", undefined, undefined],
    },
    {
      behaviour: "errors of what is not there",
      act: (files, at) => [
        code(() => files.stat(at("no"))),
        code(() => files.readFile(at("no"))),
        code(() => files.readDirectory(at("no"))),
        code(() => files.unlink(at("no"))),
        code(() => files.removeDirectory(at("no"))),
        code(() => files.rename(at("no"), at("x"))),
        code(() => files.chmod(at("no"), 0o644)),
        code(() => files.open(at("no"), { read: true })),
        code(() => files.writeFile(at("no/x"), encodeUtf8(""))),
        code(() => files.readLink(at("no"))),
        code(() => files.realPath(at("no"))),
        code(() => files.link(at("no"), at("x"))),
        code(() => files.setTimes(at("no"), 0, 0)),
      ],
      want: Array<string>(13).fill("ENOENT"),
    },
    {
      behaviour: "a file is no folder",
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8(""));
        return [
          code(() => files.readDirectory(at("f"))),
          code(() => files.stat(at("f/x"))),
          code(() => files.writeFile(at("f/x"), encodeUtf8(""))),
          code(() => files.removeDirectory(at("f"))),
          code(() => files.makeDirectory(at("f"))),
          code(() => files.readLink(at("f"))),
        ];
      },
      want: ["ENOTDIR", "ENOTDIR", "ENOTDIR", "ENOTDIR", "EEXIST", "EINVAL"],
    },
    {
      behaviour: "a folder is no file",
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.writeFile(at("d/x"), encodeUtf8(""));
        return [
          code(() => files.readFile(at("d"))),
          code(() => files.writeFile(at("d"), encodeUtf8(""))),
          code(() => files.unlink(at("d"))),
          code(() => files.removeDirectory(at("d"))),
          code(() => files.makeDirectory(at("d"))),
          code(() => files.link(at("d"), at("e"))),
        ];
      },
      want: ["EISDIR", "EISDIR", "EISDIR", "ENOTEMPTY", "EEXIST", "EPERM"],
    },
    {
      behaviour: "a removed folder is gone",
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.removeDirectory(at("d"));
        return files.tryStat(at("d"));
      },
      want: undefined,
    },
    {
      behaviour: "entries tell their kinds",
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.writeFile(at("f"), encodeUtf8(""));
        files.symlink("f", at("l"));
        return files
          .readDirectory(at(""))
          .map((entry) => `${entry.name} ${entry.kind}`)
          .sort();
      },
      want: ["d directory", "f file", "l symlink"],
    },
    {
      behaviour: "open: exclusive, truncate, append",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("old"));
        const exclusive = code(() => files.open(at("a"), { write: true, create: true, exclusive: true }));
        const appending = files.open(at("a"), { write: true, append: true });
        const end = appending.write(0, encodeUtf8("+new"));
        appending.close();
        const appended = decodeUtf8(files.readFile(at("a")));
        files.open(at("a"), { write: true, truncate: true }).close();
        return [exclusive, end, appended, files.stat(at("a")).size];
      },
      want: ["EEXIST", 7, "old+new", 0],
    },
    {
      behaviour: "open for neither reading nor writing is refused",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8(""));
        return code(() => files.open(at("a"), {}));
      },
      want: "EINVAL",
    },
    {
      behaviour: "exclusive does not follow a link that leads nowhere",
      act: (files, at) => {
        files.symlink("nowhere", at("l"));
        return code(() => files.open(at("l"), { write: true, create: true, exclusive: true }));
      },
      want: "EEXIST",
    },
    {
      behaviour: "create through a link that leads nowhere makes its target",
      act: (files, at) => {
        files.symlink("target", at("l"));
        files.writeFile(at("l"), encodeUtf8("x"));
        return decodeUtf8(files.readFile(at("target")));
      },
      want: "x",
    },
    {
      behaviour: "a handle reads and writes where it is told, holes are zero",
      act: (files, at) => {
        const handle = files.open(at("a"), { read: true, write: true, create: true });
        const after = handle.write(3, encodeUtf8("xy"));
        const bytes = [...handle.read(0, 100)];
        const behind = handle.read(100, 5).length;
        handle.truncate(4);
        const cut = [...handle.read(0, 100)];
        handle.truncate(6);
        const grown = [...handle.read(0, 100)];
        handle.close();
        return { after, bytes, behind, cut, grown };
      },
      want: {
        after: 5,
        bytes: [0, 0, 0, 120, 121],
        behind: 0,
        cut: [0, 0, 0, 120],
        grown: [0, 0, 0, 120, 0, 0],
      },
    },
    {
      behaviour: "what was cut off does not come back",
      act: (files, at) => {
        const handle = files.open(at("a"), { read: true, write: true, create: true });
        handle.write(0, encodeUtf8("secret"));
        handle.truncate(0);
        handle.write(6, encodeUtf8("!"));
        const bytes = [...handle.read(0, 10)];
        handle.close();
        return bytes;
      },
      want: [0, 0, 0, 0, 0, 0, 33],
    },
    {
      behaviour: "handles keep to their flags and to their end",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("abc"));
        const reader = files.open(at("a"), { read: true });
        const writer = files.open(at("a"), { write: true });
        const codes = [code(() => reader.write(0, encodeUtf8("x"))), code(() => writer.read(0, 1))];
        reader.close();
        reader.close();
        codes.push(code(() => reader.read(0, 1)));
        writer.close();
        return codes;
      },
      want: ["EBADF", "EBADF", "EBADF"],
    },
    {
      behaviour: "an open file outlives its name",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("still here"));
        const handle = files.open(at("a"), { read: true });
        files.unlink(at("a"));
        const text = decodeUtf8(handle.read(0, 100));
        const { nlink } = handle.stat();
        handle.close();
        return [text, nlink, files.tryStat(at("a"))];
      },
      want: ["still here", 0, undefined],
    },
    {
      behaviour: "1 MB in one piece",
      act: (files, at) => {
        const bytes = new Uint8Array(1_000_000).fill(97);
        files.writeFile(at("a"), bytes);
        const read = files.readFile(at("a"));
        return [read.length, read[999_999], files.stat(at("a")).size];
      },
      want: [1_000_000, 97, 1_000_000],
    },
    {
      behaviour: "rename moves and replaces",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("A"));
        files.writeFile(at("b"), encodeUtf8("B"));
        const { ino } = files.stat(at("a"));
        files.rename(at("a"), at("b"));
        return [files.tryStat(at("a")), decodeUtf8(files.readFile(at("b"))), files.stat(at("b")).ino === ino];
      },
      want: [undefined, "A", true],
    },
    {
      behaviour: "rename takes a folder with all that is in it",
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.makeDirectory(at("d/e"));
        files.writeFile(at("d/e/f"), encodeUtf8("deep"));
        files.rename(at("d"), at("moved"));
        return decodeUtf8(files.readFile(at("moved/e/f")));
      },
      want: "deep",
    },
    {
      behaviour: "rename refuses what rename(2) refuses",
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.makeDirectory(at("empty"));
        files.writeFile(at("d/x"), encodeUtf8(""));
        files.writeFile(at("f"), encodeUtf8(""));
        return [
          code(() => files.rename(at("d"), at("d/inside"))),
          code(() => files.rename(at("f"), at("d"))),
          code(() => files.rename(at("d"), at("f"))),
          code(() => files.rename(at("empty"), at("d"))),
          code(() => files.rename(at("f"), at("f"))),
          code(() => files.rename(at("d"), at("empty"))),
        ];
      },
      want: ["EINVAL", "EISDIR", "ENOTDIR", "ENOTEMPTY", "done", "done"],
    },
    {
      behaviour: "two names of one file",
      act: (files, at) => {
        files.writeFile(at("a"), encodeUtf8("one"));
        files.link(at("a"), at("b"));
        files.writeFile(at("b"), encodeUtf8("two"));
        const same = files.stat(at("a")).ino === files.stat(at("b")).ino;
        const { nlink } = files.stat(at("a"));
        const twice = code(() => files.link(at("a"), at("b")));
        files.unlink(at("a"));
        return [same, nlink, twice, decodeUtf8(files.readFile(at("b"))), files.stat(at("b")).nlink];
      },
      want: [true, 2, "EEXIST", "two", 1],
    },
    {
      behaviour: "links: followed by stat, not by lstat, unlink and rename",
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8("body"));
        files.symlink("f", at("l"));
        const kinds = [files.stat(at("l")).kind, files.lstat(at("l")).kind];
        const target = files.readLink(at("l"));
        const { size } = files.lstat(at("l"));
        files.rename(at("l"), at("m"));
        const moved = files.lstat(at("m")).kind;
        files.unlink(at("m"));
        return [kinds, target, size, moved, decodeUtf8(files.readFile(at("f")))];
      },
      want: [["file", "symlink"], "f", 1, "symlink", "body"],
    },
    {
      behaviour: "links to folders, through ..",
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.makeDirectory(at("e"));
        files.writeFile(at("e/x"), encodeUtf8("via"));
        files.symlink("../e", at("d/up"));
        return [decodeUtf8(files.readFile(at("d/up/x"))), files.realPath(at("d/up/x")) === files.realPath(at("e/x"))];
      },
      want: ["via", true],
    },
    {
      behaviour: "absolute links",
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8("abs"));
        files.symlink(at("f"), at("l"));
        return decodeUtf8(files.readFile(at("l")));
      },
      want: "abs",
    },
    {
      behaviour: "links in a circle and links to nowhere",
      act: (files, at) => {
        files.symlink("two", at("one"));
        files.symlink("one", at("two"));
        files.symlink("nowhere", at("lost"));
        return [
          code(() => files.stat(at("one"))),
          code(() => files.readFile(at("one"))),
          code(() => files.stat(at("lost"))),
          files.lstat(at("lost")).kind,
          code(() => files.symlink("x", at("lost"))),
          code(() => files.tryStat(at("one"))),
        ];
      },
      want: ["ELOOP", "ELOOP", "ENOENT", "symlink", "EEXIST", "ELOOP"],
    },
    {
      behaviour: "chmod changes the permission bits and follows links",
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8(""), 0o644);
        files.symlink("f", at("l"));
        files.chmod(at("l"), 0o755);
        return files.stat(at("f")).mode;
      },
      want: 0o755,
    },
    {
      behaviour: "times are set to the millisecond",
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8(""));
        files.setTimes(at("f"), 1_000_000_000_123, 1_500_000_000_456);
        const { atimeMs, mtimeMs } = files.stat(at("f"));
        return [Math.round(atimeMs), Math.round(mtimeMs)];
      },
      want: [1_000_000_000_123, 1_500_000_000_456],
    },
    {
      behaviour: "times of a link itself",
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8(""));
        files.symlink("f", at("l"));
        files.setTimes(at("l"), 5000, 6000, false);
        return [files.lstat(at("l")).mtimeMs, files.stat(at("f")).mtimeMs > 6000];
      },
      want: [6000, true],
    },
    {
      behaviour: "writing makes a file newer, adding a name makes the folder newer",
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.writeFile(at("d/f"), encodeUtf8("1"));
        files.setTimes(at("d/f"), 1000, 1000);
        files.setTimes(at("d"), 1000, 1000);
        files.writeFile(at("d/f"), encodeUtf8("2"));
        const written = files.stat(at("d/f")).mtimeMs > 1000;
        const untouched = files.stat(at("d")).mtimeMs === 1000;
        files.writeFile(at("d/g"), encodeUtf8(""));
        return [written, untouched, files.stat(at("d")).mtimeMs > 1000];
      },
      want: [true, true, true],
    },
    {
      behaviour: "a path with NUL is refused",
      act: (files, at) => code(() => files.stat(at("a\0b"))),
      want: "EINVAL",
    },
    {
      behaviour: "a file that may not be read or written",
      modes: true,
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8("x"), 0o200);
        files.writeFile(at("g"), encodeUtf8("x"), 0o400);
        return [code(() => files.readFile(at("f"))), code(() => files.writeFile(at("g"), encodeUtf8("y")))];
      },
      want: ["EACCES", "EACCES"],
    },
    {
      behaviour: "a folder that may not be changed, listed or searched",
      modes: true,
      act: (files, at) => {
        files.makeDirectory(at("d"));
        files.writeFile(at("d/f"), encodeUtf8("x"));
        files.chmod(at("d"), 0o500);
        const changing = [
          code(() => files.writeFile(at("d/new"), encodeUtf8(""))),
          code(() => files.unlink(at("d/f"))),
          code(() => files.rename(at("d/f"), at("f"))),
        ];
        files.chmod(at("d"), 0o300);
        const listing = code(() => files.readDirectory(at("d")));
        files.chmod(at("d"), 0o600);
        const searching = code(() => files.stat(at("d/f")));
        files.chmod(at("d"), 0o700);
        return [...changing, listing, searching];
      },
      want: ["EACCES", "EACCES", "EACCES", "EACCES", "EACCES"],
    },
    {
      behaviour: "a new file with a read-only mode can still be written by who made it",
      act: (files, at) => {
        files.writeFile(at("f"), encodeUtf8("kept"), 0o444);
        return decodeUtf8(files.readFile(at("f")));
      },
      want: "kept",
    },
  ];

  describe(`FileSystem: ${name}`, () => {
    test.each(rows.filter((row) => row.modes !== true || options.enforcesModes))("$behaviour", ({ act, want }) => {
      const { files, folder } = makeGround();
      expect(act(files, (path) => (path === "" ? folder : `${folder}/${path}`))).toEqual(want);
    });

    test("watching tells what was made, changed and removed, until it ends", async () => {
      const { files, folder } = makeGround();
      files.makeDirectory(`${folder}/sub`);
      const seen = new Set<string>();
      const stop = files.watch(folder, (event) => seen.add(`${event.type} ${event.path.slice(folder.length)}`));
      // The system reports later; memory at once.
      const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));
      await pause();
      files.writeFile(`${folder}/a`, encodeUtf8("1"));
      await pause();
      files.writeFile(`${folder}/a`, encodeUtf8("2"));
      files.writeFile(`${folder}/sub/deep`, encodeUtf8("1"));
      await pause();
      files.unlink(`${folder}/a`);
      await pause();
      stop();
      files.writeFile(`${folder}/late`, encodeUtf8(""));
      await pause();
      expect([...seen].sort()).toEqual(
        expect.arrayContaining(["changed /a", "created /a", "created /sub/deep", "removed /a"]),
      );
      expect([...seen].join()).not.toContain("late");
    });
  });
}
