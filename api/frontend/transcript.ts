/** The conversation to take along: copied, printed, or as a file, always with its sources. */

import type { App } from "./app";
import type { Turn } from "./conversation";
import type { Answer } from "./model";
import { holds, pieces } from "./prose";

export function plainText(app: App, answer: Answer): string {
  const cited = pieces(app, answer).map(({ text, citations }) => {
    const numbers = citations.map((id) => ` [${id}]`).join("");
    return text.endsWith("\n") ? `${text.slice(0, -1)}${numbers}\n` : text + numbers;
  });
  const sources = answer.citations.map((c) => {
    const about = [c.title, c.publisher, app.longDate(c.published), c.locator].filter(Boolean).join(", ");
    return `[${c.id}] ${about} (${app.validity(c.validity)[0]}). ${c.url}`;
  });
  const day = { day: app.longDate(answer.as_of), newest: app.longDate(answer.knowledge_date) };
  return [
    cited.join("").trim(),
    ...(sources.length ? [`\n${app.t("sources")}:\n${sources.join("\n")}`] : []),
    `\n${holds(app, answer) || app.t("holds_line", day)}`,
    `Tanya IKN, ${app.page("/") === "/" ? `${location.origin}/` : app.page("/")}`,
  ].join("\n");
}

export function transcript(app: App, turns: Turn[]): string {
  const language = app.start.lang;
  const when = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date());
  const told = turns.map((turn) => {
    const reply = replyOf(app, turn);
    return [turn.question && `${app.t("you")}: ${turn.question}`, reply].filter(Boolean).join("\n\n");
  });
  return `${app.t("transcript_title")}, ${when}\n${app.t("advice")}\n\n${told.join("\n\n----\n\n")}\n`;
}

function replyOf(app: App, { reply }: Turn): string {
  if (reply?.kind === "answer") return `Tanya IKN: ${plainText(app, reply.answer)}`;
  if (reply?.kind === "said") return `${reply.message.author ?? app.t("officer")}: ${reply.message.content}`;
  return "";
}

export function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), {
    href: address,
    download: `tanya-ikn-${new Date().toISOString().slice(0, 10)}.txt`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** In a portal the page to print is not ours: there the text is printed from an empty frame. */
export function printText(text: string, near: HTMLElement): void {
  const frame = Object.assign(document.createElement("iframe"), { className: "unseen", ariaHidden: "true", tabIndex: -1 });
  near.append(frame);
  const page = frame.contentDocument?.body;
  const words = Object.assign(document.createElement("pre"), { textContent: text });
  words.style.cssText = "white-space: pre-wrap; font: 11pt/1.5 sans-serif";
  page?.append(words);
  frame.contentWindow?.addEventListener("afterprint", () => frame.remove(), { once: true });
  frame.contentWindow?.print();
}

/** Where the clipboard is not allowed (not on https, or an old browser) the old way still works. */
export async function copy(text: string, near: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const root = near.getRootNode() as Document | ShadowRoot;
    const back = root.activeElement;
    const box = Object.assign(document.createElement("textarea"), { className: "unseen", ariaHidden: "true", value: text });
    near.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    if (back instanceof HTMLElement) back.focus();
  }
}
