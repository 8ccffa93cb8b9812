import { eq } from "drizzle-orm";
import { actors } from "@/db/schema";
import { command } from "@/lib/core/operation";
import { name } from "./account";

export const renameAccount = command({
  name: "accounts.rename",
  summary: "Change the name others see.",
  access: "session",
  input: { name },
  output: { name },
  async run({ db, actor }, { name }) {
    await db.update(actors).set({ name }).where(eq(actors.id, actor.userId));
    return { name };
  },
});
