type Kind = "success" | "error" | "message";

/** Says something at the edge of the screen for a few seconds. The library comes with the first word. */
export async function notify(kind: Kind, text: string, description?: string): Promise<void> {
  const { toast } = await import("sonner");
  toast[kind](text, { description });
}
