"use server";

import { cancelBlock } from "@/lib/domain/blocks/cancel";
import { countConsensus } from "@/lib/domain/blocks/consensus-now";
import { contestBlock } from "@/lib/domain/blocks/contest";
import { payBlock } from "@/lib/domain/blocks/pay";
import { fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";

const at = (blockId: unknown) => `/blocks/${encodeURIComponent(String(blockId))}`;

export async function close(_: DeedState, form: FormData): Promise<DeedState> {
  const { blockId } = fieldsOf(form);
  return perform(countConsensus, { blockId, close: true }, { to: `${at(blockId)}?done=closed`, back: at(blockId) });
}

export async function cancel(_: DeedState, form: FormData): Promise<DeedState> {
  const { blockId, reason } = fieldsOf(form);
  return perform(cancelBlock, { blockId, reason }, { to: `${at(blockId)}?done=cancelled`, back: at(blockId) });
}

export async function pay(_: DeedState, form: FormData): Promise<DeedState> {
  const { blockId } = fieldsOf(form);
  return perform(payBlock, { blockId }, { to: `${at(blockId)}/results`, back: at(blockId) });
}

export async function contest(_: DeedState, form: FormData): Promise<DeedState> {
  const { blockId, reason } = fieldsOf(form);
  return perform(contestBlock, { blockId, reason }, { to: `${at(blockId)}?done=contested`, back: at(blockId) });
}
