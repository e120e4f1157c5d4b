import { MemoryFileSystem } from "#files";
import { fileSystemContract } from "./file-system-contract.ts";

fileSystemContract(
  "memory",
  () => {
    const files = new MemoryFileSystem();
    files.makeDirectory("/ground");
    return { files, folder: "/ground" };
  },
  { enforcesModes: true },
);
