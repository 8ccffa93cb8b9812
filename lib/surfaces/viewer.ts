import { eq } from "drizzle-orm";
import { headers } from "next/headers";
import { cache } from "react";
import { db } from "@/db";
import { actors, users } from "@/db/schema";
import { findBrowser } from "@/lib/auth/browser";
import type { Actor } from "@/lib/core/context";

/** Whoever is signed in with this browser: the actor of every page and server action. Asked once a request. */
export const viewerActor = cache(
  async (): Promise<Actor> => (await findBrowser((await headers()).get("cookie"))) ?? { kind: "anyone" },
);

export type Viewer = {
  id: string;
  name: string;
  image: string | null;
  isBot: false;
  role: "member" | "moderator";
  email: string;
  emailVerified: boolean;
};

/** What the shell shows of whoever is signed in; null for nobody. */
export const viewer = cache(async (): Promise<Viewer | null> => {
  const actor = await viewerActor();
  if (actor.kind !== "human") return null;
  const [row] = await db
    .select({
      id: users.id,
      name: actors.name,
      image: actors.imageUrl,
      role: users.role,
      email: users.email,
      verifiedAt: users.emailVerifiedAt,
    })
    .from(users)
    .innerJoin(actors, eq(actors.id, users.id))
    .where(eq(users.id, actor.userId));
  return row
    ? {
        id: row.id,
        name: row.name,
        image: row.image,
        isBot: false,
        role: row.role,
        email: row.email,
        emailVerified: row.verifiedAt !== null,
      }
    : null;
});
