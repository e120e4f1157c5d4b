import { serveContainer } from "../../src/hosts/container/serve-container.ts";
import { probePrograms } from "../contract/engine/probe-programs.ts";

serveContainer(process.argv[2] ?? process.cwd(), probePrograms);
