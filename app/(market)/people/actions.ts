"use server";

import { recordHref } from "@/components/layout/links";
import { openThread } from "@/lib/domain/chat/open";
import { fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";

/** Opens the thread with somebody, and leads there. */
export async function writeTo(_: DeedState, form: FormData): Promise<DeedState> {
  const actorId = String(fieldsOf(form).actorId);
  const done = await perform(
    openThread,
    { participantIds: [actorId] },
    { to: ({ thread }) => `/chat/${thread.id}`, back: recordHref(encodeURIComponent(actorId)) },
  );
  if (done.code !== "FORBIDDEN") return done;
  return { ...done, message: "Write a worker or a client profile first: whoever you write to sees who you are." };
}
