/** The API, with the token of this page; an old token is renewed once. */

const TOKEN = "Tanya-Widget";

export class Server {
  constructor(private readonly home: string, private token: string | null) {}

  async send(path: string, options: RequestInit = {}): Promise<Response> {
    const response = await this.once(path, options);
    if (response.status !== 401 || !this.token) return response;
    return (await this.renew(this.token)) ? this.once(path, options) : response;
  }

  /** JSON to a path; null where it could not be sent. */
  async post(path: string, body: unknown): Promise<Response | null> {
    const headers = { "Content-Type": "application/json" };
    return this.tried(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async tried(path: string, options: RequestInit = {}): Promise<Response | null> {
    return this.send(path, options).catch(() => null);
  }

  /** News from a path; the browser comes back by itself when the line is lost. */
  news(path: string): EventSource {
    return new EventSource(this.home + path);
  }

  private once(path: string, options: RequestInit): Promise<Response> {
    const headers = new Headers(options.headers);
    if (this.token) headers.set(TOKEN, this.token);
    return fetch(this.home + path, { ...options, headers, credentials: "omit" });
  }

  private async renew(token: string): Promise<boolean> {
    const response = await fetch(`${this.home}/api/v1/widget/token`, { method: "POST", headers: { [TOKEN]: token } });
    if (response.ok) this.token = ((await response.json()) as { token: string }).token;
    return response.ok;
  }
}
