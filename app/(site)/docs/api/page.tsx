import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { Reference } from "./reference";

export const metadata: Metadata = {
  title: "API reference",
  description: "Every endpoint of both dialects: what it takes, what it answers, and a way to try it.",
  alternates: { canonical: `${paths.docs}/api` },
};

export default function Page() {
  return (
    <>
      <h1 className="sr-only">API reference</h1>
      <noscript>
        <p className="mx-auto max-w-3xl px-6 py-10">
          The reference is drawn by a script. The same facts are in <a href="/openapi.json">openapi.json</a>.
        </p>
      </noscript>
      <Reference />
    </>
  );
}
