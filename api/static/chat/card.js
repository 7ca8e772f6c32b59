/* The card of a citation: what it is, whether it holds, its words, and the way to them. */

import { $, badge, documentPage, el, icon, longDate, safeUrl, t, validity } from "./dom.js";
import { fetchDocument } from "./documents.js";

export function openCard(citation) {
  const card = $("card");
  const url = safeUrl(citation.url);
  const link = el("a", { class: "main", href: documentPage(citation.document_id), target: "_blank", rel: "noopener" }, t("open_document"), icon("panah"), newTab());
  const close = el("button", { type: "button", class: "close", "aria-label": t("close"), onclick: () => card.close() }, icon("tutup"));
  const newer = el("p", { class: "linked", hidden: !citation.superseded_by }, icon("superseded"), el("span", {}, t("replaced_by"), " ", citation.superseded_by));
  card.replaceChildren(
    el("div", { class: "card-head" }, el("p", { class: "kind" }, t("source", { id: citation.id })), close),
    el("h2", { id: "card-title", lang: "id" }, citation.title),
    el("p", { class: "meta" }, about(citation)),
    el("div", { class: `standing v-${citation.validity}` }, badge(citation.validity), el("p", {}, validity(citation.validity)[1])),
    newer,
    el("h3", {}, t("quote")),
    el("blockquote", { lang: "id" }, citation.quote),
    el("p", { class: "links" }, link, url && el("a", { href: url, target: "_blank", rel: "noopener noreferrer external" }, t("original"), icon("keluar"), newTab())),
  );
  const back = wayBack(citation.id);
  card.addEventListener("close", back, { once: true });
  card.showModal();
  card.scrollTop = 0;
  aimAtPassage(link, citation);
  if (citation.superseded_by) nameNewer(newer.lastChild, citation.superseded_by);
}

/* The answer may have been completed meanwhile, and the button that was pressed be another one. */
function wayBack(id) {
  const opener = document.activeElement;
  const turn = opener.closest(".turn");
  return () => {
    if (!opener.isConnected) turn?.querySelector(`[data-cite="${CSS.escape(id)}"]`)?.focus();
  };
}

export function about(citation) {
  return [citation.publisher, longDate(citation.published), citation.locator].filter(Boolean).join(" · ");
}

function newTab() {
  return el("span", { class: "unseen" }, ` (${t("new_tab")})`);
}

/* The quote is byte for byte in one passage: the link leads to that one. */
async function aimAtPassage(link, citation) {
  const found = await fetchDocument(citation.document_id);
  const passage = found?.passages.find((one) => one.text.includes(citation.quote));
  if (passage) link.href = `${documentPage(citation.document_id)}#${encodeURIComponent(passage.id)}`;
}

/* What replaced it may be a document here, or only a name. */
async function nameNewer(text, id) {
  const found = await fetchDocument(id);
  if (!found) return;
  text.replaceChildren(t("replaced_by"), " ", el("a", { href: documentPage(id), target: "_blank", rel: "noopener" }, found.title));
}
