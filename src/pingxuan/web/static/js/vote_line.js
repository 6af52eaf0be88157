// The line to the ballot box: fetches the token, sends one request at a time, keeps it until it is answered.
import { drawer } from "./says.js";
import { holderOf, meaning, newKey } from "./vote_answer.js";

const PATIENCE = 15000;

/** Fetches with a time limit; a lost connection is status 0. */
async function ask(url, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(url, { ...options, credentials: "same-origin", signal: stop.signal });
    const body = await response.json().catch(() => null);
    return { status: response.status, body, wait: Number(response.headers.get("Retry-After")) || 0 };
  } catch (e) {
    return { status: 0, body: null, wait: 0 };
  } finally {
    clearTimeout(timer);
  }
}

export class Line {
  constructor({ tokenUrl, votesUrl, campaign }) {
    Object.assign(this, { tokenUrl, votesUrl, prefix: `px-vote:${campaign}:`, token: "", holder: "", day: "" });
  }

  /** Gets a fresh token and the voting day: {ok, left, pools}, or {ok: false, status}; status 0 means no connection. */
  async open() {
    const { status, body } = await ask(this.tokenUrl, { headers: { Accept: "application/json" } });
    if (status !== 200 || !body || !body.token) return { ok: false, status };
    this.token = body.token;
    this.holder = holderOf(body.token);
    this.day = body.day;
    return { ok: true, status, left: body.left, pools: body.pools };
  }

  get drawerKey() {
    return this.prefix + this.holder;
  }

  /** The request without an answer, if there is one of this person. */
  get waiting() {
    return this.holder ? drawer.get(this.drawerKey) : null;
  }

  /** Whether anybody on this machine has a request without an answer. */
  get mayWait() {
    return drawer.keys(this.prefix).length > 0;
  }

  forget() {
    drawer.drop(this.drawerKey);
  }

  /** Writes down a new request before it is sent, so that a reload can ask for it. */
  begin(entry, votes, about) {
    const request = { key: newKey(), entry, votes, day: this.day, ...about };
    drawer.put(this.drawerKey, request);
    return request;
  }

  /** Sends a request, or sends it again with the same key; forgets it once the answer is definite. */
  async send(request) {
    let answer = await this.post(request);
    if (answer.kind === "token") {
      const opened = await this.open();
      if (opened.ok) answer = await this.post(request);
      else if (opened.status === 0) answer = { kind: "unknown" };
    }
    if (answer.kind !== "unknown") this.forget();
    return answer;
  }

  async post(request) {
    const { status, body, wait } = await ask(this.votesUrl, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${this.token}`, "Idempotency-Key": request.key, "Content-Type": "application/json",
      },
      body: JSON.stringify({ entry: request.entry, votes: request.votes }),
    });
    return meaning(status, body, wait);
  }
}
