/** What the browser keeps: until the tab is closed, or longer only where the person asked for it.
    Where a browser denies storage to frames, a partitioned cookie of this frame takes its place;
    where it denies that too, a reload begins a new conversation. */

type Name = "conversation" | "remember" | "draft" | "pending";

interface Place {
  read(name: Name): string | null;
  write(name: Name, value: string | null, stays: boolean): void;
}

const PREFIX = "tanya.";
const LASTING: Name[] = ["conversation", "remember"];
const MONTH = 30 * 24 * 3600;
const MOST = 3000;

export class Memory {
  private readonly place: Place;

  constructor() {
    const session = allowed("sessionStorage");
    this.place = session ? new StoragePlace(session, allowed("localStorage")) : new CookiePlace();
  }

  recall(name: Name): string | null {
    return this.place.read(name);
  }

  keep(name: Name, value: string | null): void {
    this.place.write(name, value, LASTING.includes(name) && this.remembering);
  }

  get remembering(): boolean {
    return this.recall("remember") === "yes";
  }

  remember(wanted: boolean): void {
    const conversation = this.recall("conversation");
    this.place.write("remember", wanted ? "yes" : null, true);
    this.place.write("conversation", conversation, wanted);
  }
}

class StoragePlace implements Place {
  constructor(private readonly session: Storage, private readonly lasting: Storage | null) {}

  read(name: Name): string | null {
    return this.session.getItem(PREFIX + name) ?? (LASTING.includes(name) ? this.lasting?.getItem(PREFIX + name) : null) ?? null;
  }

  write(name: Name, value: string | null, stays: boolean): void {
    put(this.session, name, value);
    put(this.lasting, name, stays ? value : null);
  }
}

class CookiePlace implements Place {
  read(name: Name): string | null {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`__Host-tanya-${name}=`));
    return found ? decodeURIComponent(found.slice(found.indexOf("=") + 1)) : null;
  }

  write(name: Name, value: string | null, stays: boolean): void {
    // A draft is typed letter by letter: too much to send along with every request.
    if (name === "draft") return;
    const text = encodeURIComponent(value ?? "");
    const age = !value || text.length > MOST ? "; Max-Age=0" : stays ? `; Max-Age=${MONTH}` : "";
    document.cookie = `__Host-tanya-${name}=${text}; Secure; Path=/; SameSite=None; Partitioned${age}`;
  }
}

function allowed(kind: "sessionStorage" | "localStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

function put(where: Storage | null, name: Name, value: string | null): void {
  if (value) where?.setItem(PREFIX + name, value);
  else where?.removeItem(PREFIX + name);
}
