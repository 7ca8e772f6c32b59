/* The conversation to take along: copied, printed, or as a file, always with its sources. */

import { el, longDate, t, toast, validity } from "./dom.js";
import { holds, pieces } from "./prose.js";

export function plainText(answer) {
  const cited = pieces(answer).map((p) => p.text.replace(/\n$/, "") + p.citations.map((id) => ` [${id}]`).join("") + (p.text.endsWith("\n") ? "\n" : ""));
  const sources = answer.citations.map((c) => `[${c.id}] ${[c.title, c.publisher, longDate(c.published), c.locator].filter(Boolean).join(", ")} (${validity(c.validity)[0]}). ${c.url}`);
  return [
    cited.join("").trim(),
    sources.length ? `\n${t("sources")}:\n${sources.join("\n")}` : null,
    `\n${holds(answer) || t("holds_line", { day: longDate(answer.as_of), newest: longDate(answer.knowledge_date) })}`,
    `Tanya IKN, ${location.origin}/`,
  ].filter((part) => part !== null).join("\n");
}

export function transcript(turns) {
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date());
  const told = turns.map(({ question, answer, said }) => {
    const reply = answer ? plainText(answer) : said;
    return [question && `${t("you")}: ${question}`, reply && `Tanya IKN: ${reply}`].filter(Boolean).join("\n\n");
  });
  return `${t("transcript_title")}, ${when}\n${t("advice")}\n\n${told.join("\n\n----\n\n")}\n`;
}

export function download(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  el("a", { href: address, download: `tanya-ikn-${new Date().toISOString().slice(0, 10)}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    /* Not on https, or not allowed: the old way still works. */
    const back = document.activeElement;
    const box = el("textarea", { class: "unseen", "aria-hidden": "true" });
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    back?.focus();
  }
  toast(done);
}
