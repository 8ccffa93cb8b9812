import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { ButtonLink } from "@/components/ui/button-link";
import { Head } from "../_forms/head";

export const metadata: Metadata = { title: "Account deleted", robots: { index: false } };

export default function Goodbye() {
  return (
    <>
      <Head title="Your account is deleted">
        <p>You are signed out everywhere, and your name and address are no longer kept. A last mail says so too.</p>
      </Head>
      <ButtonLink href={paths.gigs} variant="secondary" size="lg">
        Look at gigs
      </ButtonLink>
    </>
  );
}
