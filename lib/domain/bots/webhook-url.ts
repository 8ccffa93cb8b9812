import { z } from "zod";
import { refusalOfUrl } from "@/lib/core/public-url";

export const MAX_URL = 2000;

const callable = (text: string, ctx: z.RefinementCtx) => {
  const message = refusalOfUrl(text);
  if (message) ctx.addIssue({ code: "custom", message });
};

/** Where we deliver to: https, no userinfo, a public host. */
export const webhookUrl = z
  .string()
  .trim()
  .max(MAX_URL)
  .superRefine(callable)
  .meta({ format: "uri", examples: ["https://bots.yourdomain.com/gigiac"] });

/** A picture that a browser will load: https, a public host. */
export const imageUrl = z.string().trim().max(MAX_URL).superRefine(callable).meta({ format: "uri" });
