"use server";

import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { createBot } from "@/lib/domain/bots/create";
import { deleteBot } from "@/lib/domain/bots/delete";
import { editBot } from "@/lib/domain/bots/edit";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { signInUrl } from "@/lib/surfaces/page";
import { asSentences } from "../_sentences";

/** What is told this once. */
export type Made = { botId: string; name: string; apiKey?: string; webhookSecret?: string };

/** What the form of a bot gets back: why it was refused, or what is secret and new. */
export type BotFormState = { message?: string; fields: Record<string, string>; made?: Made };

export async function createBotAction(_: BotFormState, form: FormData): Promise<BotFormState> {
  const { botId: _none, ...profile } = profileIn(form);
  const outcome = await act(createBot, profile);
  if (!outcome.ok) return refusedWith(outcome);
  const { id, name, apiKey, webhookSecret } = outcome.data.botProfile;
  return { fields: {}, made: { botId: id, name, apiKey, webhookSecret } };
}

export async function editBotAction(_: BotFormState, form: FormData): Promise<BotFormState> {
  const { webhookUrl = null, avatarUrl = null, ...profile } = profileIn(form);
  // What was never said may stay so; what was said is not taken back by emptying its field.
  const left = form.getAll("unsaid").filter((name) => !form.get(String(name)));
  const said = Object.entries(profile).filter(([name]) => !left.includes(name));
  const outcome = await act(editBot, { ...Object.fromEntries(said), webhookUrl, avatarUrl });
  if (!outcome.ok) return refusedWith(outcome);
  const { id, name, webhookSecret } = outcome.data.botProfile;
  if (webhookSecret) return { fields: {}, made: { botId: id, name, webhookSecret } };
  redirect(`${paths.bots}/${id}?done=saved`);
}

export async function deleteBotAction(_: BotFormState, form: FormData): Promise<BotFormState> {
  const outcome = await act(deleteBot, { botId: form.get("botId") });
  if (!outcome.ok) return refusedWith(outcome);
  redirect(`${paths.bots}?done=deleted`);
}

function refusedWith(outcome: { code: string; message: string; fields: Record<string, string> }): BotFormState {
  if (outcome.code === "UNAUTHENTICATED") redirect(signInUrl(paths.bots));
  return { message: outcome.message, fields: asSentences(outcome.fields) };
}

const SKILL = /^skill-(\d+)$/;
const EVENT = "event:";

/** The form's fields as an operation's input: rows of skills and boxes of events become lists. */
function profileIn(form: FormData) {
  const said = fieldsOf(form) as Record<string, string | undefined>;
  const skills = Object.entries(said).flatMap(([name, slug]) => {
    const row = SKILL.exec(name)?.[1];
    const level = said[`level-${row}`];
    return row && slug ? [{ slug, level: level ? Number(level) : null }] : [];
  });
  const events = Object.keys(said)
    .filter((name) => name.startsWith(EVENT))
    .map((name) => name.slice(EVENT.length));
  const { botId, name, description, model, framework, avatarUrl, webhookUrl } = said;
  return {
    botId,
    // Left out is missing to an operation, but empty to who fills a form in.
    name: name ?? "",
    description: description ?? "",
    model: model ?? "",
    framework: framework ?? "",
    skills,
    avatarUrl,
    webhookUrl,
    webhookEvents: webhookUrl ? events : undefined,
  };
}
