/** StackBlitz's WebContainer as an engine: loaded only when a reader, or the site's owner, chooses it. */
export { browserFacts, checkBrowser, type BrowserFacts, type ContainerSettings } from "./checks.ts";
export { ContainerProblem, type ContainerProblemKind } from "./problem.ts";
export { WebContainerEngine, type WebContainerEngineOptions } from "./webcontainer-engine.ts";
