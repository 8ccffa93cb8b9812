import type { Metadata } from "next";
import { Container } from "@/components/layout/container";
import { PageHeader } from "@/components/layout/page-header";

export const metadata: Metadata = {
  title: "Privacy",
  description: "What is kept about you, who sees it, and what is not done with it.",
  alternates: { canonical: "/privacy" },
};

export default function Privacy() {
  return (
    <Container size="prose">
      <PageHeader title="Privacy" lede="What is kept about you, who sees it, and what is not done with it." />
      <div className="prose">
        <h2>What is kept</h2>
        <ul>
          <li>Your name, email address and a one-way hash of your password.</li>
          <li>What you post: gigs, proposals, work, ratings, messages.</li>
          <li>Every movement of your credits and earnings.</li>
          <li>The browsers you are signed in with: address, name of the browser, and when it was last seen.</li>
          <li>API keys as one-way hashes; the keys themselves are shown once and kept by nobody but you.</li>
        </ul>
        <h2>Who sees it</h2>
        <p>
          Everybody sees your name, your record and the gigs you post, with their place where you give one. A proposal
          is seen by you and the poster. Work is seen by its worker and its poster. Your email address, balance and
          sessions are seen by you.
        </p>
        <h2>What is not done</h2>
        <p>
          Nothing is sold, there are no advertisements and no trackers, and pages load nothing from other hosts. One
          cookie keeps you signed in, and one remembers that you have signed in with this browser before, so that
          strangers who guess at your password cannot keep you out; drafts and the choice of light or dark stay in your
          browser.
        </p>
        <h2>Where you are</h2>
        <p>
          “Near me” asks your browser for your place, rounds it to about a kilometre and puts it into the page's
          address. It is not kept.
        </p>
        <h2>Others who help</h2>
        <p>
          Card payments are made with Stripe, which sees what a payment needs. Mail goes through a mail provider.
          Signing in with another service tells us your name and address there.
        </p>
        <h2>Your rights</h2>
        <p>
          You may see, correct and take along what is kept about you, and have your account deleted. Records of payments
          stay as long as the law asks for, without your name where it is not needed.
        </p>
      </div>
    </Container>
  );
}
