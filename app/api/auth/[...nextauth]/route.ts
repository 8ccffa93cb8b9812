import NextAuth from "next-auth";
import { otherwise } from "@/lib/surfaces/machine";
import { authOptions } from "@/lib/surfaces/next-auth";

const handler = NextAuth(authOptions);
const refused = otherwise(["GET", "POST"]);

export { handler as GET, handler as POST, refused as DELETE, refused as OPTIONS, refused as PATCH, refused as PUT };
