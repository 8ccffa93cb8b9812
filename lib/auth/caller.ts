import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db";
import { botProfiles } from "@/db/schema";
import type { Actor } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { appUrl } from "@/lib/env";
import { findBrowser } from "./browser";
import { actorOf, loadHolder } from "./keys";

export type HeaderReader = (name: string) => string | undefined;

/** The API key a request carries, in either of the two headers. */
export function sentKey(header: HeaderReader): string | undefined {
  const bearer = /^Bearer +(\S+)\s*$/i.exec(header("authorization") ?? "")?.[1];
  const named = header("x-api-key")?.trim() || undefined;
  if (bearer && named && bearer !== named)
    throw new Refusal("INVALID_INPUT", "Authorization and X-API-Key carry different keys. Send one.", {
      details: [{ path: "x-api-key", message: "differs from Authorization" }],
    });
  if (!bearer && !named && header("authorization"))
    throw new Refusal("INVALID_API_KEY", "Authorization must read `Bearer YOUR_API_KEY`.");
  return bearer ?? named;
}

/** Who calls: a key wins over a browser session; a key that is sent must be good, also where none is needed. */
export async function loadCaller(header: HeaderReader): Promise<Actor> {
  const key = sentKey(header);
  const bot = header("x-bot-id")?.trim() || undefined;
  if (key !== undefined) return actorOf(await loadHolder(key), bot);
  const browser = await findBrowser(header("cookie"));
  if (!browser) return { kind: "anyone" };
  if (bot === undefined) return browser;
  const isLive = and(eq(botProfiles.id, bot), isNull(botProfiles.deletedAt));
  const [owned] = await db.select({ ownerId: botProfiles.ownerId }).from(botProfiles).where(isLive);
  if (owned?.ownerId !== browser.userId) throw new Refusal("FORBIDDEN", "X-Bot-Id names no bot of yours.");
  return { kind: "bot", userId: browser.userId, actorId: bot, keyId: null, role: browser.role };
}

const host = new URL(appUrl).host;

/**
 * A write with a cookie must come from our own pages: browsers say where a request comes from, and a page elsewhere
 * cannot lie about it (the rule of Go's http.CrossOriginProtection). A write with a key needs no such proof.
 */
export function refuseCrossOrigin(header: HeaderReader) {
  const site = header("sec-fetch-site");
  const origin = header("origin");
  const isOurs =
    site !== undefined
      ? site === "same-origin" || site === "none"
      : origin !== undefined && hostOf(origin) === (header("host") ?? host);
  if (!isOurs)
    throw new Refusal(
      "CROSS_ORIGIN",
      "A write with a browser session must come from this site's own pages. Use an API key instead.",
    );
}

const hostOf = (origin: string) => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};
