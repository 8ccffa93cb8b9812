import { listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { Key } from "./key";
import { keyPlan } from "./queries";

export const listKeys = list({
  name: "keys.list",
  summary: "List your API keys.",
  description: "Those that were not revoked, newest first, by how they begin: never the whole key.",
  access: "session",
  plural: "keys",
  of: Key,
  input: {},
  run: ({ db, casing, actor }, page) => listPage(db, casing, keyPlan, { user: actor.userId }, page),
});
