/**
 * The kernel's worker in the page: a classic script run from `blob:` (`data:` in WebKit). It fetches nothing: what it
 * lacks it asks the page for. Its first message, by itself, says that it runs; the page's port comes in answer.
 */
import { serveKernel } from "./machine/serve-kernel.ts";

serveKernel();
