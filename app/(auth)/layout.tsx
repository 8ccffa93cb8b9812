import type { ReactNode } from "react";
import { Shell } from "@/app/shell";
import { Container } from "@/components/layout/container";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <Container size="narrow" className="pt-10 sm:pt-16">
        {children}
      </Container>
    </Shell>
  );
}
