import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { command } from "@/lib/core/operation";

export const appointModerator = command({
  name: "accounts.appoint",
  summary: "Make an account a moderator's.",
  access: "moderator",
  input: { email: z.string().trim() },
  output: { userId: z.string() },
  async run(ctx, { email }) {
    const [user] = await ctx.db
      .update(users)
      .set({ role: "moderator" })
      .where(and(eq(sql`lower(${users.email})`, email.toLowerCase()), isNull(users.deletedAt)))
      .returning({ id: users.id });
    if (!user) throw notFound("account");
    return { userId: user.id };
  },
});
