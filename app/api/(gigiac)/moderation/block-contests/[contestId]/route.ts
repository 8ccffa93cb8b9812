import { gigiac } from "@/lib/surfaces/gigiac";
import { handlers } from "@/lib/surfaces/next";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(
  gigiac.at("/api/moderation/block-contests/[contestId]"),
);
