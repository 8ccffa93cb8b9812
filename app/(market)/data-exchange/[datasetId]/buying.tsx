import { DeedForm } from "@/components/gigs/deed-form";
import { formatMoney } from "@/components/money/format";
import { ButtonLink } from "@/components/ui/button-link";
import { signInUrl } from "@/lib/surfaces/page";
import { buy } from "./actions";

type Props = { datasetId: string; blockId: string; termsHash: string; priceCents: number; isSignedIn: boolean };

/** By credits or by card; what is accepted are the terms that stand above. */
export function Buying({ datasetId, blockId, termsHash, priceCents, isSignedIn }: Props) {
  if (!isSignedIn)
    return (
      <ButtonLink href={signInUrl(`/data-exchange/${datasetId}`)} variant="primary">
        Sign in to license it
      </ButtonLink>
    );
  const values = { datasetId, blockId, acceptTermsHash: termsHash };
  const sum = formatMoney(priceCents);
  return (
    <div className="space-y-3">
      <p>By licensing it you accept these terms.</p>
      <DeedForm
        deed={buy}
        values={{ ...values, paymentMethod: "credits" }}
        variant="primary"
        button={priceCents === 0 ? "Get it for free" : `License for ${sum} of credits`}
      />
      {priceCents > 0 ? (
        <DeedForm deed={buy} values={{ ...values, paymentMethod: "card" }} button={`Pay ${sum} by card`} />
      ) : null}
    </div>
  );
}
