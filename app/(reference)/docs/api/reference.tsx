"use client";

import Script from "next/script";
import { useTheme } from "next-themes";
import { useEffect, useRef, useState } from "react";
import { mend } from "./mend";
import { theme } from "./theme";

type Instance = { destroy(): void; updateConfiguration(configuration: object): void };
type Scalar = { createApiReference(element: Element, configuration: object): Instance };

/** Everything comes from this origin: no fonts, no telemetry, no assistant, no proxy of Scalar's. */
const configuration = {
  url: "/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
  // The site has ⌘K for itself.
  searchHotKey: "j",
  hideDarkModeToggle: true,
  documentDownloadType: "direct",
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
  theme: "none",
  customCss: theme,
};

/** The reference page, drawn by Scalar from the OpenAPI document. Its script is loaded here and nowhere else. */
export function Reference() {
  const place = useRef<HTMLDivElement>(null);
  const instance = useRef<Instance>(null);
  const [isReady, setReady] = useState(false);
  const isDark = useTheme().resolvedTheme === "dark";

  useEffect(() => {
    const { Scalar } = window as unknown as { Scalar?: Scalar };
    if (!isReady || !Scalar || !place.current) return;
    const wanted = { ...configuration, forceDarkModeState: isDark ? "dark" : "light" };
    if (instance.current) instance.current.updateConfiguration(wanted);
    else instance.current = Scalar.createApiReference(place.current, wanted);
  }, [isReady, isDark]);

  useEffect(() => {
    const stopMending = mend(place.current!);
    return () => {
      stopMending();
      instance.current?.destroy();
      instance.current = null;
    };
  }, []);

  return (
    <>
      <Script src="/vendor/scalar.js" charSet="utf-8" onReady={() => setReady(true)} />
      <div ref={place} className="min-h-[80vh]" />
    </>
  );
}
