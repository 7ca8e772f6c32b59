/* Tanya IKN: docs/widget.md. No globals; the conversation is in a frame that this page cannot read,
   unless a portal that trusts this page has written <tanya-ikn> itself. */

import type { Chat } from "./components/chat";

(() => {
  const NAME = "tanya-ikn";
  const NAMED = "Tanya IKN";
  const script = document.currentScript as HTMLScriptElement;
  const home = new URL(script.src).origin;
  const refuse = (): void => console.warn("Tanya IKN: hanya satu widget di setiap halaman; yang kedua diabaikan.");
  if (customElements.get(NAME)) return refuse();

  const ID = ["Buka Tanya IKN", "Tutup Tanya IKN", "Tanya IKN tidak dapat dimuat di sini.", "Buka di tab baru"];
  const EN = ["Open Tanya IKN", "Close Tanya IKN", "Tanya IKN cannot be loaded here.", "Open in a new tab"];
  const OPTIONS = ["lang", "theme", "color", "institution", "greeting"];
  const CSS = `
:host{all:initial!important;display:contents!important}
:host([inline]){display:block!important;height:640px!important;max-width:100%!important}
:host([hidden]){display:none!important}
*{box-sizing:border-box;font:600 16px/1.3 system-ui,sans-serif;color-scheme:light dark}
button{position:fixed;bottom:max(20px,env(safe-area-inset-bottom));z-index:2147483000;display:flex;align-items:center;gap:9.6px;min-height:52px;padding:9.6px 19.2px 9.6px 16px;border:2px solid #fff;border-radius:32px;background:var(--c);color:var(--t);cursor:pointer;box-shadow:0 4px 20px #0005}
button:hover{filter:brightness(1.12)}
button:focus-visible,a:focus-visible{outline:3px solid #0b63c5;outline-offset:2px}
svg{width:24px;height:24px;fill:currentColor}
dialog{position:fixed;inset:auto auto 88px auto;z-index:2147483001;margin:0;padding:0;border:1px solid #8a9697;border-radius:16px;overflow:hidden;width:min(416px,calc(100vw - 40px));height:min(704px,calc(100dvh - 112px));max-width:none;max-height:none;background:Canvas;box-shadow:0 12px 48px #0006}
.right{right:20px}.left{left:20px}
iframe,div{display:block;width:100%;height:100%;border:0}iframe{color-scheme:normal}
p{padding:24px;color:CanvasText}a{color:LinkText}
@media (max-width:480px),(max-height:480px){dialog{inset:0;top:var(--y,0);width:100vw;height:var(--h,100dvh);border:0;border-radius:0}}
@media print{button,dialog{display:none}}`;
  const SMALL = "(max-width:480px),(max-height:480px)";
  const SPEECH = "M12 2C6 2 2 6 2 11c0 3 1 5 3 6l-1 5 5-2c7 1 13-3 13-9 0-5-4-9-10-9zM7 8h10v2H7zm0 4h7v2H7z";

  const make = <K extends keyof HTMLElementTagNameMap>(
    tag: K, values: Partial<Record<string, unknown>>, ...children: (Node | string)[]
  ): HTMLElementTagNameMap[K] => {
    const node = Object.assign(document.createElement(tag), values);
    node.append(...children);
    return node;
  };
  const icon = (): Element => {
    const draw = (tag: string, name: string, value: string): Element => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      node.setAttribute(name, value);
      return node;
    };
    const svg = draw("svg", "viewBox", "0 0 24 24");
    svg.ariaHidden = "true";
    svg.append(draw("path", "d", SPEECH));
    return svg;
  };
  /* Black or white on the colour. */
  const on = (colour: string): string => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff";
  };

  class TanyaIkn extends HTMLElement {
    private button?: HTMLButtonElement;
    private panel?: HTMLDialogElement;
    private place!: ParentNode & Node;
    /* Where the conversation is: in a frame, or in this page. */
    private frame?: HTMLIFrameElement | HTMLDivElement;
    private chat?: Chat;
    private words = ID;
    private ready = false;
    private waiting: Record<string, string>[] = [];
    private timer = 0;

    connectedCallback(): void {
      addEventListener("message", this.hear);
      if (this.shadowRoot) return;
      /* One that a portal places itself, however late, takes the place of ours. */
      const other = [...document.querySelectorAll<TanyaIkn>(NAME)].find((one) => one !== this && one.shadowRoot);
      if (other && (other.opened || !other.ours)) return refuse();
      other?.remove();
      if (this.option("lang") === "en") this.words = EN;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
      this.place = root;
      if (this.hasAttribute("inline")) return this.load();
      const side = this.option("position") === "left" ? "left" : "right";
      const wanted = this.option("color");
      const colour = /^#[0-9a-f]{6}$/i.test(wanted) ? wanted : "#0d4a4f";
      this.button = make("button", { type: "button", className: side, onclick: () => (this.opened ? this.close() : this.open()) }, icon(), NAMED);
      this.button.style.setProperty("--c", colour);
      this.button.style.setProperty("--t", on(colour));
      this.place = this.panel = make("dialog", { className: side, ariaLabel: NAMED, onclose: () => this.closed() });
      root.append(this.button, this.panel);
      window.visualViewport?.addEventListener("resize", this.fit);
      this.label();
      const open = this.option("open");
      if (open === "true" || (open === "wide" && matchMedia("(min-width:1024px) and (min-height:640px)").matches)) this.show(false);
    }

    disconnectedCallback(): void {
      removeEventListener("message", this.hear);
      window.visualViewport?.removeEventListener("resize", this.fit);
    }

    get opened(): boolean {
      return !this.panel || this.panel.open;
    }

    open(): void {
      if (this.place) this.show(true);
    }

    close(): void {
      if (this.opened) this.panel?.close();
    }

    ask(text: string): void {
      if (!this.place) return;
      this.open();
      this.send({ tanya: "ask", text: String(text) });
    }

    private get ours(): boolean {
      return this.dataset["by"] === "script";
    }

    private option(name: string): string {
      return this.getAttribute(name) ?? this.dataset[name] ?? script.dataset[name] ?? "";
    }

    private show(focus: boolean): void {
      if (!this.frame) this.load();
      if (this.panel && !this.panel.open) {
        if (!focus) this.panel.setAttribute("open", "");
        else if (matchMedia(SMALL).matches) this.panel.showModal();
        else this.panel.show();
        this.label();
        this.tell("open");
      }
      if (!focus) return;
      this.frame?.focus();
      this.send({ tanya: "focus" });
    }

    private closed(): void {
      this.label();
      this.button?.focus();
      this.tell("close");
    }

    private label(): void {
      if (!this.button) return;
      this.button.ariaExpanded = String(this.opened);
      this.button.ariaLabel = this.words[+this.opened] ?? NAMED;
    }

    /** What the keyboard of a phone leaves of the screen. */
    private fit = (): void => {
      const { height, offsetTop, scale } = window.visualViewport ?? { height: 0, offsetTop: 0, scale: 2 };
      for (const [name, value] of [["--h", height], ["--y", offsetTop]] as const) {
        this.panel?.style.setProperty(name, scale > 1 ? "" : `${value}px`);
      }
    };

    private load(): void {
      const options = Object.fromEntries(OPTIONS.map((name) => [name, this.option(name)]).filter(([, value]) => value));
      this.timer = window.setTimeout(this.fail, 15000);
      if (this.ours || this.hasAttribute("frame")) {
        const query = new URLSearchParams({ origin: location.origin, ...options });
        this.frame = make("iframe", { title: NAMED, src: `${home}/embed?${query}`, allow: "clipboard-write" });
        this.place.append(this.frame);
        return;
      }
      this.frame = make("div", {});
      this.place.append(this.frame);
      const root = this.frame.attachShadow({ mode: "open" });
      (import(`${home}/static/chat/app.js`) as Promise<typeof import("./main")>)
        .then(({ mount }) => mount(root, home, options, this.told))
        .then((chat) => {
          this.chat = chat;
          this.flush();
        })
        .catch(this.fail);
    }

    private fail = (): void => {
      clearTimeout(this.timer);
      const link = make("a", { href: `${home}/tanya`, target: "_blank", rel: "noopener" }, this.words[3] ?? "");
      this.frame?.before(make("p", { role: "alert" }, this.words[2] ?? "", " ", link));
      this.tell("error");
    };

    private send(message: Record<string, string>): void {
      if (!this.ready) this.waiting.push(message);
      else if (this.frame instanceof HTMLIFrameElement) this.frame.contentWindow?.postMessage(message, home);
      else if (message["tanya"] === "ask") this.chat?.askFor(message["text"] ?? "");
      else this.chat?.focusIn();
    }

    private flush(): void {
      this.ready = true;
      for (const message of this.waiting.splice(0)) this.send(message);
    }

    private hear = (event: MessageEvent): void => {
      if (event.origin !== home || event.source !== (this.frame as HTMLIFrameElement | undefined)?.contentWindow) return;
      const { tanya, ...detail } = event.data;
      this.told(tanya, detail);
      if (tanya === "ready") this.flush();
    };

    private told = (name: string, detail?: Record<string, unknown>): void => {
      if (name === "close") return this.close();
      if (name === "ready") clearTimeout(this.timer);
      this.tell(name, detail);
    };

    private tell(name: string, detail?: Record<string, unknown>): void {
      this.dispatchEvent(new CustomEvent(`tanya-${name}`, { detail, bubbles: true }));
    }
  }

  customElements.define(NAME, TanyaIkn);
  const place = (): void => {
    if (document.querySelector(NAME)) return;
    const made = document.createElement(NAME);
    made.dataset["by"] = "script";
    document.body.append(made);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place, { once: true });
  else place();
})();
