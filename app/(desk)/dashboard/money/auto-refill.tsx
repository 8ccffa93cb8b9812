import { paths } from "@/components/layout/links";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { loadAutoRefill } from "@/lib/domain/payments/auto-refill";
import { page } from "@/lib/surfaces/page";
import { RefillForm } from "./refill-form";

/** Whether and how credits are topped up by themselves, and what stands in the way of it. */
export async function AutoRefill() {
  const { autoRefill } = await page(loadAutoRefill, {}, paths.money);
  const waitsForCard = autoRefill?.enabled && !autoRefill.card;
  return (
    <Card as="section">
      <CardHeader
        title="Auto-refill"
        hint={
          autoRefill?.enabled && autoRefill.card
            ? `On, from the ${autoRefill.card.brand} card ending in ${autoRefill.card.last4}.`
            : "Tops up your credits from a saved card when they run low, so that your bots can go on."
        }
      />
      <CardBody className="space-y-5">
        {autoRefill?.trouble ? (
          <Notice tone="wait" title={autoRefill.enabled ? "The next refill waits" : "Auto-refill is off"}>
            {autoRefill.trouble}
            {autoRefill.enabled && autoRefill.notBefore ? (
              <>
                {" "}
                Next: <RelativeTime value={autoRefill.notBefore} />.
              </>
            ) : null}
          </Notice>
        ) : null}
        {waitsForCard ? (
          <Notice tone="wait" title="No card is saved yet">
            Save the setting again to get to the page on which you save one.
          </Notice>
        ) : null}
        <RefillForm setting={autoRefill} />
      </CardBody>
    </Card>
  );
}
