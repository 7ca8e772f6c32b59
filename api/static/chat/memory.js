/* What the browser keeps: until the tab is closed, or longer only where the person asked for it.
   Where a browser denies storage to frames, a partitioned cookie of this frame takes its place;
   where it denies that too, a reload begins a new conversation. */

const PREFIX = "tanya.";
const LASTING = ["conversation", "remember"];
const MONTH = 30 * 24 * 3600;
const MOST = 3000;

function allowed(kind) {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

const session = allowed("sessionStorage");
const lasting = allowed("localStorage");

const storage = {
  read: (name) => session.getItem(PREFIX + name) ?? (LASTING.includes(name) ? lasting?.getItem(PREFIX + name) ?? null : null),
  write(name, value, stays) {
    put(session, name, value);
    put(lasting, name, stays ? value : null);
  },
};

const cookies = {
  read(name) {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`__Host-tanya-${name}=`));
    return found ? decodeURIComponent(found.slice(found.indexOf("=") + 1)) : null;
  },
  write(name, value, stays) {
    const text = encodeURIComponent(value ?? "");
    const age = !value || text.length > MOST ? "; Max-Age=0" : stays ? `; Max-Age=${MONTH}` : "";
    /* A draft is typed letter by letter: too much to send along with every request. */
    if (name !== "draft") document.cookie = `__Host-tanya-${name}=${text}; Secure; Path=/; SameSite=None; Partitioned${age}`;
  },
};

const place = session ? storage : cookies;

export function recall(name) {
  return place.read(name);
}

export function keep(name, value) {
  place.write(name, value, LASTING.includes(name) && remembering());
}

export function remembering() {
  return recall("remember") === "yes";
}

export function remember(wanted) {
  const conversation = recall("conversation");
  place.write("remember", wanted ? "yes" : null, true);
  place.write("conversation", conversation, wanted);
}

function put(where, name, value) {
  if (value) where?.setItem(PREFIX + name, value);
  else where?.removeItem(PREFIX + name);
}
