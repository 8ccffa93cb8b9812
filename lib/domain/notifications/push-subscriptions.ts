import { and, desc, eq, gt, inArray, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/db/id";
import { logins, pushSubscriptions } from "@/db/schema";
import { notFound, Refusal } from "@/lib/core/errors";
import { Moment } from "@/lib/core/fields";
import { command, query } from "@/lib/core/operation";
import { refusalOfUrl } from "@/lib/core/public-url";
import { env } from "@/lib/env";
import { canPush, isPushKey, isPushSecret } from "@/lib/vendors/web-push";

const MAX_URL = 2000;
const MAX_KEY = 200;
/** Browsers of one account; the oldest gives way. */
const MAX_BROWSERS = 20;

const PushSubscription = z
  .object({
    id: z.string(),
    isThisBrowser: z.boolean().meta({ description: "Made in the session that asks." }),
    createdAt: Moment,
  })
  .meta({ id: "PushSubscription" });

type Row = typeof pushSubscriptions.$inferSelect;
const shown = ({ id, loginId, createdAt }: Pick<Row, "id" | "loginId" | "createdAt">, login: string) => ({
  id,
  isThisBrowser: loginId === login,
  createdAt: createdAt.toISOString(),
});
const loginOf = (actor: object) => (actor as { loginId: string }).loginId;

const endpoint = z
  .string()
  .trim()
  .max(MAX_URL)
  .superRefine((text, ctx) => {
    const message = refusalOfUrl(text);
    if (message) ctx.addIssue({ code: "custom", message });
  })
  .meta({ format: "uri", examples: ["https://push.example.com/send/1"] });

export const listPushSubscriptions = query({
  name: "notifications.push_subscriptions",
  summary: "List the browsers that are pushed to.",
  description: "With the key that a browser subscribes with (VAPID); null where this copy pushes nothing.",
  access: "session",
  input: {},
  output: { publicKey: z.string().nullable(), subscriptions: z.array(PushSubscription) },
  async run({ db, actor, now }) {
    const { id, loginId, createdAt } = pushSubscriptions;
    const rows = await db
      .select({ id, loginId, createdAt })
      .from(pushSubscriptions)
      .innerJoin(logins, eq(logins.id, pushSubscriptions.loginId))
      .where(and(eq(pushSubscriptions.userId, actor.userId), isNull(logins.revokedAt), gt(logins.expiresAt, now)))
      .orderBy(desc(pushSubscriptions.createdAt));
    return {
      publicKey: canPush() ? env.VAPID_PUBLIC_KEY! : null,
      subscriptions: rows.map((row) => shown(row, loginOf(actor))),
    };
  },
});

export const subscribeToPush = command({
  name: "notifications.subscribe_to_push",
  summary: "Push notifications to this browser.",
  description:
    "Takes what the browser's own `PushSubscription.toJSON()` says. It ends with the session in which it was made; the same browser again is the same subscription.",
  access: "session",
  input: {
    endpoint,
    keys: z.object({
      p256dh: z.string().max(MAX_KEY).refine(isPushKey, "must be a public key on P-256, base64url"),
      auth: z.string().max(MAX_KEY).refine(isPushSecret, "must be 16 bytes, base64url"),
    }),
  },
  output: { subscription: PushSubscription },
  async run({ db, actor, now }, { endpoint, keys }) {
    if (!canPush()) throw new Refusal("INVALID_STATE", "This copy pushes nothing: its operator has set no VAPID keys.");
    const mine = { userId: actor.userId, loginId: loginOf(actor), p256dh: keys.p256dh, auth: keys.auth };
    const [row] = await db
      .insert(pushSubscriptions)
      .values({ id: newId("sub", now.getTime()), endpoint, ...mine, createdAt: now })
      .onConflictDoUpdate({ target: pushSubscriptions.endpoint, set: mine })
      .returning();
    const others = await db
      .select({ id: pushSubscriptions.id })
      .from(pushSubscriptions)
      .where(and(eq(pushSubscriptions.userId, actor.userId), ne(pushSubscriptions.id, row!.id)))
      .orderBy(desc(pushSubscriptions.createdAt))
      .offset(MAX_BROWSERS - 1);
    if (others.length > 0)
      await db.delete(pushSubscriptions).where(
        inArray(
          pushSubscriptions.id,
          others.map(({ id }) => id),
        ),
      );
    return { subscription: shown(row!, loginOf(actor)) };
  },
});

export const unsubscribeFromPush = command({
  name: "notifications.unsubscribe_from_push",
  summary: "Push nothing more to a browser.",
  description: "Named by the `endpoint` it subscribed with, or by the subscription's `id`.",
  access: "session",
  input: { endpoint: z.string().trim().max(MAX_URL).optional(), id: z.string().max(MAX_KEY).optional() },
  output: { id: z.string(), deleted: z.literal(true) },
  rule: {
    path: "endpoint",
    message: "is required",
    holds: ({ endpoint, id }) => endpoint !== undefined || id !== undefined,
  },
  async run({ db, actor }, { endpoint, id }) {
    const [row] = await db
      .delete(pushSubscriptions)
      .where(
        and(
          eq(pushSubscriptions.userId, actor.userId),
          endpoint === undefined ? undefined : eq(pushSubscriptions.endpoint, endpoint),
          id === undefined ? undefined : eq(pushSubscriptions.id, id),
        ),
      )
      .returning({ id: pushSubscriptions.id });
    if (!row) throw notFound("subscription");
    return { id: row.id, deleted: true as const };
  },
});
