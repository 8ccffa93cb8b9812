import { gigiac } from "@/lib/surfaces/gigiac";
import { handlers } from "@/lib/surfaces/next";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = handlers(gigiac.at("/api/upload"));
