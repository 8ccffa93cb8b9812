import { gigiac } from "@/lib/surfaces/gigiac";
import { handlers } from "@/lib/surfaces/next";

/** Whatever no other route knows is 404 in this API's own words. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(gigiac.missing);
