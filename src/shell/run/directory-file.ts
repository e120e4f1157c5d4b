import { FileError, type OpenFile } from "#files";

/** A directory opened for reading: it opens, and no byte can be read from it. */
export class DirectoryFile implements OpenFile {
  readonly kind = "file";

  read(): never {
    throw new FileError("EISDIR", "read");
  }

  write(): never {
    throw new FileError("EBADF", "write");
  }

  seek(): number {
    return 0;
  }

  unread(): void {
    // Nothing was read.
  }

  readable(): boolean {
    return true;
  }

  dup(): OpenFile {
    return new DirectoryFile();
  }

  close(): void {
    // Nothing is held open.
  }
}
