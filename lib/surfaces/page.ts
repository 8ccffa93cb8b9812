import "server-only";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import { Refusal } from "@/lib/core/errors";
import type { Operation, Shape } from "@/lib/core/operation";
import { run } from "@/lib/core/run";
import { viewer, viewerActor } from "./viewer";

type Output<O extends Shape> = z.output<z.ZodObject<O>>;

/** Runs an operation as whoever is signed in. What does not exist or is another's is the 404 page; who must sign in is sent to. */
export async function page<I extends Shape, O extends Shape>(
  op: Operation<I, O>,
  input: Record<string, unknown> = {},
  here?: string,
): Promise<Output<O>> {
  try {
    return await run<Output<O>>(op, await viewerActor(), input);
  } catch (error) {
    if (error instanceof Refusal && (error.code === "NOT_FOUND" || error.code === "FORBIDDEN")) notFound();
    if (error instanceof Refusal && error.code === "UNAUTHENTICATED") redirect(signInUrl(here));
    throw error;
  }
}

/** As `page`, but undefined for what does not exist or is another's: where an address only adds something to a page. */
export async function pageIfThere<I extends Shape, O extends Shape>(
  op: Operation<I, O>,
  input: Record<string, unknown>,
): Promise<Output<O> | undefined> {
  try {
    return await run<Output<O>>(op, await viewerActor(), input);
  } catch (error) {
    if (error instanceof Refusal && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

export const signInUrl = (back?: string) => (back ? `/sign-in?next=${encodeURIComponent(back)}` : "/sign-in");

/** Whoever is signed in; nobody is sent to sign in and then back here. */
export async function requireViewer(here: string) {
  const who = await viewer();
  if (!who) redirect(signInUrl(here));
  return who;
}
