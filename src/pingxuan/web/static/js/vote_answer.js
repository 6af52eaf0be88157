// What an answer of the ballot box means for one request; no page, no network in here.

/** Answers that leave it open whether the votes count: only asking again with the same key tells. */
function isUnknown(status, code) {
  return status >= 500 || status === 0 || (status === 409 && code === "in_flight");
}

/**
 * Gives {kind, …facts} for an HTTP status and its JSON body.
 * kind: given, repeated, unknown, token, quota, quota_none, cap, closed, paused, too_many, withdrawn,
 * not_eligible, proof, refused. All but given, repeated and unknown are definite: nothing was counted.
 */
export function meaning(status, body, waitSeconds) {
  const { code, left, receipt, votes, day, replayed, reason, cap } = body || {};
  if (status === 200 && receipt) return { kind: replayed ? "repeated" : "given", left, receipt, n: votes, day };
  if (status === 200 || isUnknown(status, code)) return { kind: "unknown", seconds: waitSeconds };
  if (status === 401) return { kind: "token" };
  if (status === 404) return { kind: "withdrawn" };
  if (status === 403) return { kind: "not_eligible" };
  if (status === 428) return { kind: "proof" };
  if (status === 429) return { kind: "too_many", seconds: waitSeconds || 30 };
  if (code === "quota_exceeded") {
    if (cap) return { kind: "cap", left };
    return { kind: left > 0 ? "quota" : "quota_none", left };
  }
  // "outside_window" is no pause: the stage is over, or has not begun.
  if (code === "voting_closed") return reason && reason !== "outside_window" ? { kind: "paused", reason } : { kind: "closed" };
  return { kind: "refused" };
}

/** A random UUID (version 4) without crypto.randomUUID, which old browsers and plain http lack. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Whose token this is, as a short mark: a request that is asked again must be the same person's. */
export function holderOf(token) {
  try {
    const claims = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    return String(claims.sub || claims.voter || claims.v || "").slice(0, 12);
  } catch (e) {
    return "";
  }
}
