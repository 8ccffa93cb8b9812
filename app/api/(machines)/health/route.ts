import { machine } from "@/lib/surfaces/machine";

/** The process lives. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = machine({
  GET: () => Response.json({ status: "ok" }),
});
