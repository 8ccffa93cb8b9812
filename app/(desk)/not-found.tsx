import type { Metadata } from "next";
import { Container } from "@/components/layout/container";
import { NotFoundMessage } from "@/components/layout/not-found-message";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Container>
      <NotFoundMessage />
    </Container>
  );
}
