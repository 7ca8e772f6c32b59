/** What every component is: in the light tree of the chat, so that one stylesheet and one set of ids
    serve all of it, in a page of ours and in the open shadow root of a portal alike. */

import { LitElement, type PropertyDeclarations } from "lit";
import type { App } from "../app";

export abstract class Part extends LitElement {
  static override properties: PropertyDeclarations = { app: { attribute: false } };
  declare app: App;

  protected override createRenderRoot(): this {
    return this;
  }

  protected find<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.querySelector<T>(selector);
    if (!found) throw new Error(`${selector} is not in ${this.localName}`);
    return found;
  }

  protected get focused(): Element | null {
    return (this.getRootNode() as Document | ShadowRoot).activeElement;
  }
}

/** Closes something by Escape, and nothing around it. */
export function escapes(close: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    close();
  };
}
