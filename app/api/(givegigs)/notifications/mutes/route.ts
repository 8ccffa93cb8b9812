import { givegigs } from "@/lib/surfaces/givegigs";
import { handlers } from "@/lib/surfaces/next";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = handlers(givegigs.at("/api/notifications/mutes"));
