"use server";

import { respondToBlock } from "@/lib/domain/blocks/respond";
import { act } from "@/lib/surfaces/action";

/** Sends one worker's answers. A refusal comes back as a sentence: what was answered stays in the browser. */
export async function send(
  blockId: string,
  answers: unknown,
  mayShare: boolean,
): Promise<{ ok: true } | { ok: false; code: string; message: string }> {
  const outcome = await act(respondToBlock, { blockId, answers, mayShare });
  return outcome.ok ? { ok: true } : { ok: false, code: outcome.code, message: outcome.message };
}
