/** Machines that run labs, behind one interface in the shape of `@webcontainer/api`. */
export type {
  DownloadProgress,
  Engine,
  EngineFiles,
  EngineProcess,
  EngineSpawnOptions,
  LoopbackRequest,
  LoopbackResponse,
} from "./engine.ts";
export { PageEngine, type PageEngineOptions } from "./page.ts";
