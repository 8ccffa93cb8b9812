import { givegigs } from "@/lib/surfaces/givegigs";
import { handlers } from "@/lib/surfaces/next";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(givegigs.at("/api/ai/tasks"));
