/** What every part of the application works with: words, dates, the server, the page around us. */

import type { Citation, KnownDocument, Start } from "./model";
import type { Host } from "./host";
import { Memory } from "./memory";
import { Cleaner } from "./safe";
import { Server } from "./server";

export class App {
  readonly memory = new Memory();
  readonly cleaner = new Cleaner();
  readonly api: Server;
  /** Set by the chat: reads a sentence out once; shows a short note. */
  say: (text: string) => void = () => undefined;
  toast: (text: string) => void = () => undefined;
  /** Opens the card of a citation. */
  open: (citation: Citation) => void = () => undefined;
  private readonly documents = new Map<string, Promise<KnownDocument | null>>();

  constructor(readonly start: Start, readonly home: string, readonly host: Host) {
    this.api = new Server(home, start.token);
  }

  /** A phrase of the interface: t("again_in", { seconds: 3 }). */
  t(name: string, values: Record<string, string | number> = {}): string {
    return (this.start.text[name] ?? name).replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
  }

  longDate(text: string, language: string = this.start.lang): string {
    const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
    if (!year || !month) return text;
    const date = new Date(Date.UTC(+year, +month - 1, +(day ?? 1)));
    const shape: Intl.DateTimeFormatOptions = { month: "long", year: "numeric", timeZone: "UTC" };
    if (day) shape.day = "numeric";
    return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", shape).format(date);
  }

  validity(name: string): [word: string, meaning: string] {
    return this.start.validities[name] ?? [name, ""];
  }

  /** A page of ours: in a portal the address of the portal would be the wrong one. */
  page(path: string): string {
    return this.home + path;
  }

  documentPage(id: string, passage?: string): string {
    return this.page(`/dokumen/${encodeURIComponent(id)}`) + (passage ? `#${encodeURIComponent(passage)}` : "");
  }

  /** The document behind a citation, fetched once. */
  document(id: string): Promise<KnownDocument | null> {
    let found = this.documents.get(id);
    if (!found) {
      const path = `/api/v1/documents/${encodeURIComponent(id)}`;
      found = this.api.send(path).then((r) => (r.ok ? (r.json() as Promise<KnownDocument>) : null), () => null);
      this.documents.set(id, found);
    }
    return found;
  }
}
