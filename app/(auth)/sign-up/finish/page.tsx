import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { PROVIDERS } from "@/lib/domain/accounts/identities";
import { readProof } from "@/lib/surfaces/next-auth";
import { FinishForm } from "../../_forms/forms";
import { Head } from "../../_forms/head";
import { finishAction } from "../../actions";

export const metadata: Metadata = { title: "One more step" };

export default async function Finish() {
  const proof = await readProof();
  if (!proof) redirect(`${paths.signIn}?error=PROOF_GONE`);
  return (
    <>
      <Head title="One more step">
        <p>
          {PROVIDERS[proof.provider]} says you are {proof.email}. There is no account yet: it is made when you agree.
        </p>
      </Head>
      <FinishForm action={finishAction} name={proof.name} />
    </>
  );
}
