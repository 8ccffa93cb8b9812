import type { MetadataRoute } from "next";
import { appUrl } from "@/lib/env";

/** Lists, gigs and records may be found; what is one's own, and what only machines read, need not be. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: "*",
      allow: "/",
      disallow: ["/api/", "/dashboard", "/settings", "/mailbox", "/gigs/new", "/gigs/*/edit"],
    },
    sitemap: `${appUrl}/sitemap.xml`,
  };
}
