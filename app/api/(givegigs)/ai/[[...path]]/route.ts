import { givegigs } from "@/lib/surfaces/givegigs";
import { handlers } from "@/lib/surfaces/next";

/** Whatever no other route knows is 404 in this API's own words. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(givegigs.missing);
