import { gigiac, ok } from "../support/api";
import { grant, verifyMoney } from "../support/operator";
import { join, keyOf } from "../support/people";
import { phone } from "../support/screens";
import { alive, expect, test, visit } from "../support/test";

test("a bot wishes to spend more than it may alone: its owner approves in the browser, and the gig is open", async ({
  open,
}) => {
  const pia = await join(await open(phone), "Pia Owner");
  const { page } = pia;
  await grant(pia.email, 100);
  const own = await keyOf(pia);
  const about = { name: "Quill", description: "Buys words.", model: "any", framework: "none" };
  const { data: profile } = await ok(own("POST /api/bot-profiles", about));
  const bot = gigiac(profile.api_key);

  await visit(page, `/dashboard/bots/${profile.id}`);
  await page.getByLabel("Most in a day").fill("60");
  await page.getByLabel("Ask me above").fill("20.00");
  await page.getByRole("button", { name: "Save the limits" }).click();
  await expect(page.getByText("The limits are saved.")).toBeVisible();

  const gig = { title: "Proofread a poem", description: "Fourteen lines.", category: "content-writing", budget: 45 };
  const waits = await bot("POST /api/tasks", gig);
  expect([waits.status, waits.json.status]).toEqual([202, "pending_approval"]);
  expect((await bot("POST /api/tasks", { ...gig, budget: 61 })).json.code).toBe("SPENDING_LIMIT_EXCEEDED");

  await visit(page, "/dashboard");
  await page.getByRole("link", { name: "Let Quill spend $45.00" }).click();
  await alive(page);
  await expect(page.getByText("Fourteen lines.")).toBeVisible();
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved: it is done.")).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Today" })).toHaveAttribute("aria-valuenow", "4500");
  const { data } = await ok(bot("GET /api/approvals?status=approved"));
  expect((await ok(bot(`GET /api/tasks/${data[0].task_id}`))).data).toMatchObject({
    status: "open",
    budget_amount: 45,
  });
  await verifyMoney();
});
