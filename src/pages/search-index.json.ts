import type { APIRoute } from "astro";
import { searchDocuments } from "#content";

/** What the search dialog loads at its first key: names and headings of all pages. */
export const GET: APIRoute = () =>
  new Response(JSON.stringify(searchDocuments(process.cwd())), { headers: { "content-type": "application/json" } });
