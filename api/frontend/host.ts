/** The page around us: a handful of messages, never a word of the conversation. */

export interface Host {
  /** Whether there is a page around us, whose widget can be closed. */
  readonly around: boolean;
  tell(type: string, detail?: Record<string, unknown>): void;
}

/** A frame on one allowed origin. */
export class FrameHost implements Host {
  readonly around: boolean;
  private readonly handlers = new Map<string, (message: Record<string, unknown>) => void>();

  constructor(private readonly origin: string | null) {
    this.around = Boolean(origin) && window.parent !== window;
    addEventListener("message", (event) => this.hear(event));
  }

  tell(type: string, detail: Record<string, unknown> = {}): void {
    if (this.around && this.origin) window.parent.postMessage({ ...detail, tanya: type }, this.origin);
  }

  when(type: string, handle: (message: Record<string, unknown>) => void): void {
    this.handlers.set(type, handle);
  }

  private hear(event: MessageEvent<Record<string, unknown> | null>): void {
    if (!this.around || event.source !== window.parent || event.origin !== this.origin) return;
    this.handlers.get(String(event.data?.["tanya"]))?.(event.data ?? {});
  }
}

/** A portal that holds the conversation in its own page. */
export class PortalHost implements Host {
  readonly around = true;

  constructor(readonly tell: (type: string, detail?: Record<string, unknown>) => void) {}
}
