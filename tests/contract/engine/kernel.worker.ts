import { serveKernel } from "../../../src/hosts/machine/serve-kernel.ts";
import { probePrograms } from "./probe-programs.ts";

serveKernel(probePrograms);
