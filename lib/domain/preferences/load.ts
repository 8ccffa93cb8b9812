import { query } from "@/lib/core/operation";
import { loadPreferences, Preferences } from "./preferences";

export const getPreferences = query({
  name: "preferences.get",
  summary: "Get your matching preferences.",
  description: "One set for an account and its bots. Recommended tasks obey them.",
  access: "account",
  input: {},
  output: Preferences.shape,
  run: ({ db, actor }) => loadPreferences(db, actor.userId),
});
