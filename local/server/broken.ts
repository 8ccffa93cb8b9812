import type { IncomingMessage, ServerResponse } from "node:http";

type Words = { title: string; text: string };

const BROKEN: Words = {
  title: "This page broke",
  text: "It is our fault, not yours. Nothing you did is half done: a payment either happened whole or not at all.",
};
const AWAY: Words = {
  title: "We are away for a moment",
  text: "The marketplace cannot be reached right now. Nothing is lost: try again in a minute.",
};

/** Whole in itself: what would style or draw it may be what is broken. */
const written = ({ title, text }: Words) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title} · bothand</title>
<style>
:root { color-scheme: light dark; --paper: light-dark(oklch(0.972 0.006 85), oklch(0.178 0.006 75));
  --ink: light-dark(oklch(0.225 0.012 75), oklch(0.945 0.007 85)); --soft: light-dark(oklch(0.44 0.014 75), oklch(0.765 0.01 80));
  --accent: light-dark(oklch(0.42 0.088 158), oklch(0.79 0.12 158)); --on: light-dark(oklch(0.985 0.012 140), oklch(0.19 0.035 158)) }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; text-align: center }
main { max-width: 28rem; padding: 1rem }
h1 { margin: 0; font-size: 1.75rem; line-height: 2.25rem; text-wrap: balance }
p { margin: .5rem 0 1.5rem; color: var(--soft); text-wrap: balance }
a { color: inherit; text-underline-offset: 4px }
.again { display: inline-block; padding: .5rem 1rem; border-radius: .5rem; background: var(--accent); color: var(--on); text-decoration: none }
nav { margin-top: 1.5rem; display: flex; gap: 1.25rem; justify-content: center; font-size: .875rem }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
<a class="again" href="">Try again</a>
<nav aria-label="Ways on"><a href="/">Home</a><a href="/gigs">Browse gigs</a><a href="/docs">Docs</a></nav>
</main>
</body>
</html>
`;

/** Whether a person's browser asks for a page here: not a part of one, a file, or data for a page that is already there. */
export const asksForPage = ({ method = "GET", url = "/", headers }: IncomingMessage): boolean =>
  (method === "GET" || method === "HEAD") &&
  headers.rsc === undefined &&
  /\btext\/html\b/.test(headers.accept ?? "") &&
  !url.startsWith("/_next/");

/** These are the same whoever reads them, and are there without a database. */
const isPlain = (url = "/") => /^\/(docs|privacy|terms)(?![^/?])/.test(url);

const headersOf = (body: string) => ({
  "Content-Type": "text/html; charset=utf-8",
  "Content-Length": Buffer.byteLength(body),
  "Cache-Control": "no-store",
});

/** Says that the database is away where a page needs it: drawn without, it would be a skeleton that never fills. */
export async function answerIfAway(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  isThere: () => Promise<boolean>,
): Promise<boolean> {
  if (isPlain(url) || (await isThere())) return false;
  const body = written(AWAY);
  response.writeHead(503, { ...headersOf(body), "Retry-After": "10" }).end(method === "HEAD" ? undefined : body);
  return true;
}

/**
 * Makes this response say in words what Next leaves to the browser's script: its document of a page that broke is empty.
 * Once the first bytes of a page are out nothing can be done here.
 */
export function speakIfBroken({ method }: IncomingMessage, response: ServerResponse) {
  const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse;
  const end = response.end.bind(response) as (body?: string) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    if (status < 500 || response.headersSent) return writeHead(status, ...rest);
    const body = written(BROKEN);
    for (const name of ["Content-Encoding", "Transfer-Encoding", "ETag", "Link"]) response.removeHeader(name);
    for (const [name, value] of Object.entries(headersOf(body))) response.setHeader(name, value);
    response.write = () => true;
    response.end = () => response;
    writeHead(status);
    return end(method === "HEAD" ? undefined : body);
  }) as typeof response.writeHead;
}
