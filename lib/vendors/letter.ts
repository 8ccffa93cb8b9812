import { escapeHtml } from "@/lib/core/html";
import { appUrl } from "@/lib/env";

const STYLE = `body{margin:0;background:#f6f4ef;color:#23211c;font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:34rem;margin:0 auto;padding:32px 20px;overflow-wrap:anywhere}p,blockquote{margin:0 0 16px}
blockquote{padding:2px 0 2px 14px;border-left:3px solid #c9c4b8;color:#57534a}
a{color:#1d5c3f}a.deed{display:inline-block;padding:10px 16px;border-radius:8px;background:#1d5c3f;color:#fff;text-decoration:none;font-weight:600}
.foot{font-size:13px;color:#6b665b;border-top:1px solid #ddd8cc;padding-top:16px}.mark{font-weight:700;margin-bottom:24px}
@media (prefers-color-scheme:dark){body{background:#171613;color:#ece9e2}blockquote,.foot{color:#aaa599;border-color:#3a3731}a{color:#8fcfae}a.deed{background:#8fcfae;color:#14261c}}`;

/** Only what leads into this copy can be clicked on: other addresses in a letter were typed by somebody. */
const linked = (text: string) =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part) => {
      const isOurs = part.startsWith(`${appUrl}/`) || part === appUrl;
      return isOurs ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part);
    })
    .join("")
    .replaceAll("\n", "<br>");

function block(paragraph: string): string {
  if (/^\S+$/.test(paragraph) && paragraph.startsWith(`${appUrl}/`))
    return `<p><a class="deed" href="${escapeHtml(paragraph)}">Open</a></p>`;
  if (paragraph.startsWith("> ")) return `<blockquote>${escapeHtml(paragraph.replace(/^> ?/gm, ""))}</blockquote>`;
  return `<p>${linked(paragraph)}</p>`;
}

/** What stands below it is small print. */
export const RULE = "-- ";

/** A letter for the eye, made of its text: paragraphs, what is quoted with `> `, our own addresses, and what stands below the rule. */
export function letterHtml(subject: string, text: string): string {
  const [said = "", foot] = text.split(`\n${RULE}\n`);
  const blocks = said
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title><style>${STYLE}</style></head>
<body><main><p class="mark">bothand</p>${blocks.map(block).join("\n")}${foot ? `\n<p class="foot">${linked(foot.trim())}</p>` : ""}</main></body></html>`;
}
