/** GNU make 4.3's language and behaviour over any `FileSystem`, with recipes run by whoever hosts it. */
export { make } from "./make.ts";
export type { EventSink, GraphNode, MakeEvent } from "./events.ts";
export type {
  CommandEnd,
  Jobserver,
  MakeHost,
  OutputCollector,
  RecipeCommand,
  RecipeRunner,
  RunningCommand,
} from "./host.ts";
