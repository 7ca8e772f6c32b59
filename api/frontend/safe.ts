/** Markup from answers is text first: escaped, then the few marks that we know, then DOMPurify with
    a strict list. No images, no forms, no styles; links only to what the server issued. */

import DOMPurify from "dompurify";
import { nothing } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";

const ALLOWED = { ALLOWED_TAGS: ["strong", "em", "code", "br", "a"], ALLOWED_ATTR: ["href", "target", "rel"] };
const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const MARKS = /[*`[]/;

export class Cleaner {
  private readonly purify = DOMPurify(window);
  private issued = new Set<string>();

  constructor() {
    this.purify.addHook("uponSanitizeAttribute", (_node, attribute) => {
      if (attribute.attrName === "href" && !this.issued.has(attribute.attrValue)) attribute.keepAttr = false;
    });
  }

  /** A run of text with its emphasis and its links; `issued` are the addresses of the answer's sources. */
  inline(text: string, issued: Iterable<string>): unknown {
    if (!text) return nothing;
    if (!MARKS.test(text)) return text;
    this.issued = new Set([...issued].filter(safeUrl));
    const marked = this.mark(text);
    return marked === escaped(text) ? text : unsafeHTML(this.purify.sanitize(marked, ALLOWED));
  }

  private mark(text: string): string {
    return escaped(text)
      .replace(/`([^`]+)`/g, "<code>$1</code>")
      .replace(/\*\*(?=\S)([^*]+?)(?<=\S)\*\*/g, "<strong>$1</strong>")
      .replace(/(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])/g, "<em>$1</em>")
      .replace(/(?<!!)\[([^\]]+)\]\(([^\s()]+)\)/g, (whole, label: string, url: string) =>
        this.issued.has(unescaped(url)) ? `<a href="${url}" target="_blank" rel="noopener noreferrer external">${label}</a>` : whole,
      );
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one);
}

function unescaped(text: string): string {
  return Object.entries(ESCAPES).reduce((found, [plain, code]) => found.replaceAll(code, plain), text);
}

/** Links lead to the web and nowhere else. */
export function safeUrl(url: string): string | null {
  return /^https?:\/\//i.test(url) ? url : null;
}
