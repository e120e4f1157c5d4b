/** The machine in a container: `node machine.mjs HOME`. The page speaks to it over its standard input and output. */
import { serveContainer } from "./container/serve-container.ts";

serveContainer(process.argv[2] ?? process.cwd());
