// The vote: a sheet over the page. Without this script (or without <dialog>) each link leads to a plain page.
import { announce, sentencesOf } from "./says.js";
import { Line } from "./vote_line.js";
import { poolsOf } from "./vote_pools.js";

const RETRY_FIRST = 2000;
const RETRY_MOST = 30000;
const FLASH = 4000;

class Sheet {
  constructor(dialog) {
    const data = dialog.dataset;
    this.dialog = dialog;
    this.say = sentencesOf(dialog);
    this.pools = poolsOf(dialog);
    this.most = Number(data.most);
    this.least = Number(data.least) || 1;
    this.line = new Line({ tokenUrl: data.tokenUrl, votesUrl: data.votesUrl, campaign: data.campaign });
    this.parts = {};
    dialog.querySelectorAll("[data-part]").forEach((part) => { this.parts[part.dataset.part] = part; });
    this.entry = null;
    this.votes = this.least;
    this.isBusy = false;
    this.isReady = false; // until a token says who asks
    this.delay = RETRY_FIRST;
    dialog.addEventListener("click", (event) => this.onClick(event));
    // A vote about to be confirmed by the server is not lost by closing: it goes on behind the sheet.
    window.addEventListener("online", () => this.resume());
  }

  /** Opens the sheet for the entry of a link; leads to the link when the person must sign in first. */
  async open(link) {
    this.link = link;
    const { vote: id, title, by = "", category = "" } = link.dataset;
    this.entry = { id, title, by, category };
    this.votes = this.least;
    this.isReady = false;
    this.message("");
    this.mode("vote");
    this.draw();
    this.dialog.showModal();
    this.parts.title.focus();
    const opened = await this.line.open();
    this.isReady = opened.ok;
    if (!opened.ok) {
      if (opened.status === 0) this.message(this.say("offline_before"), "bad");
      else window.location.assign(link.href);
      return;
    }
    this.opened(opened);
    if (this.line.waiting) this.settle(this.line.waiting);
    else if (this.left < this.least) {
      const facts = { total: this.total, left: this.left, least: this.least };
      this.message(this.say(this.left > 0 ? "quota_few" : "quota_none", facts), "due");
    }
  }

  /** Sends what the sheet shows. */
  async give() {
    if (this.isBusy || this.line.waiting || this.left < this.least) return;
    if (navigator.onLine === false) {
      this.message(this.say("offline", { n: this.votes }), "bad");
      return;
    }
    const { id, ...about } = this.entry;
    await this.settle(this.line.begin(id, this.votes, about));
  }

  /** Asks until a request has a definite answer. One of an earlier day is asked for only when told to. */
  async settle(request, isTold) {
    if (this.isBusy) return;
    if (request.day !== this.line.day && !isTold) {
      this.askAboutEarlier(request);
      return;
    }
    this.isBusy = true;
    this.draw();
    const slow = setTimeout(() => this.showUnknown(request), 1500);
    const answer = await this.line.send(request);
    clearTimeout(slow);
    this.isBusy = false;
    if (answer.kind === "unknown") {
      this.showUnknown(request);
      const wait = answer.seconds ? answer.seconds * 1000 : this.delay;
      this.delay = Math.min(this.delay * 2, RETRY_MOST);
      setTimeout(() => this.askAgain(isTold), wait);
      return;
    }
    this.delay = RETRY_FIRST;
    this.show(answer, request);
  }

  /** Asks again with a fresh token, which also tells whether the voting day is still the same. */
  async askAgain(isTold) {
    if (this.isBusy || !this.line.waiting) return;
    const opened = await this.line.open();
    const request = this.line.waiting;
    if (!request) return;
    if (opened.ok) this.settle(request, isTold);
    else if (opened.status === 0 || opened.status >= 500) setTimeout(() => this.askAgain(isTold), this.delay);
  }

  show(answer, request) {
    if (answer.left !== undefined && (answer.kind !== "repeated" || answer.day === this.line.day)) this.setLeft(answer.left, request.category);
    if (answer.kind === "given" || answer.kind === "repeated") {
      this.celebrate(answer, request);
      return;
    }
    const { total, left } = this.pools.of(request.category);
    const facts = { n: request.votes, left, total, seconds: answer.seconds, reason: answer.reason };
    this.message(this.say(answer.kind, facts), answer.kind === "quota_none" ? "due" : "bad");
    this.mode("vote");
    if (answer.kind === "quota") this.votes = left;
    if (answer.kind === "too_many") this.rest(answer.seconds);
    if (answer.kind === "token" && this.link) window.location.assign(this.link.href);
    this.draw();
    if (!this.dialog.open) this.flash(this.say(answer.kind, facts));
  }

  celebrate(answer, request) {
    const facts = { n: answer.n, left: this.pools.of(request.category).left, title: request.title };
    const words = this.say(answer.kind, facts);
    document.querySelectorAll(`[data-mine="${CSS.escape(request.entry)}"]`).forEach((mine) => {
      const sum = (Number(mine.dataset.n) || 0) + answer.n;
      mine.dataset.n = String(sum);
      mine.textContent = this.say("mine", { n: sum });
    });
    if (this.dialog.open) this.dialog.close();
    this.flash(words);
    announce(words);
    document.dispatchEvent(new CustomEvent("px:voted", { detail: { entry: request.entry, votes: answer.n, receipt: answer.receipt } }));
  }

  showUnknown(request) {
    const words = this.say("unknown", { n: request.votes });
    this.message(words, "due");
    if (!this.dialog.open) this.flash(words, true);
    this.draw();
  }

  askAboutEarlier(request) {
    this.entry = entryOf(request);
    this.votes = request.votes;
    this.earlier = request;
    this.mode("earlier");
    this.draw();
    this.message(this.say("earlier", { n: request.votes, day: request.day }), "due");
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** After a reload or a lost connection: goes on with a request that has no answer. */
  async resume() {
    if (this.isBusy || !this.line.mayWait) return;
    const opened = await this.line.open();
    if (!opened.ok) return;
    this.opened(opened);
    this.isReady = true;
    const request = this.line.waiting;
    if (!request) return;
    this.entry = this.entry || entryOf(request);
    this.settle(request);
  }

  rest(seconds) {
    this.restUntil = Date.now() + seconds * 1000;
    setTimeout(() => { this.message(""); this.draw(); }, seconds * 1000);
  }

  /** The pool that the sheet's entry takes its votes from. */
  get pool() {
    return this.pools.of(this.entry && this.entry.category);
  }

  get total() {
    return this.pool.total;
  }

  get left() {
    return this.pool.left;
  }

  /** Takes over what the token says of the day. */
  opened({ left, pools }) {
    if (pools) Object.keys(pools).forEach((category) => this.setLeft(pools[category], category));
    else this.setLeft(left);
  }

  setLeft(left, category) {
    if (typeof left !== "number") return;
    const pool = this.pools.of(category);
    pool.left = left;
    const used = pool.total - left;
    document.querySelectorAll(`[data-ballot="${pool.category}"]`).forEach((ballot) => {
      if (this.dialog.contains(ballot)) return;
      [...ballot.children].forEach((cell, i) => { cell.toggleAttribute("data-state", i < used); if (i < used) cell.dataset.state = "used"; });
      ballot.setAttribute("aria-label", this.say("ballot", { total: pool.total, used, left }));
    });
    this.writeLeft();
    this.draw();
  }

  /** Writes what is left wherever the page shows it. */
  writeLeft() {
    document.querySelectorAll("[data-left-of]").forEach((figure) => {
      figure.textContent = String(this.pools.of(figure.dataset.leftOf).left);
    });
  }

  /** Shows words in the vote bar for a while; `stays` keeps them until the next ones. */
  flash(words, stays) {
    document.querySelectorAll("[data-vote-left]").forEach((place) => {
      if (!place.dataset.was) place.dataset.was = place.innerHTML;
      place.textContent = words;
      clearTimeout(this.flashTimer);
      if (stays) return;
      this.flashTimer = setTimeout(() => {
        place.innerHTML = place.dataset.was;
        delete place.dataset.was;
        this.writeLeft();
      }, FLASH);
    });
  }

  message(words, tone) {
    const { message } = this.parts;
    message.textContent = words;
    message.hidden = !words;
    message.dataset.tone = tone || "info";
  }

  mode(name) {
    this.parts.vote.hidden = name !== "vote";
    this.parts.earlier.hidden = name !== "earlier";
  }

  draw() {
    const { title, by, value, unit, go, after, ballot } = this.parts;
    const most = Math.min(this.most, Math.max(this.left, this.least));
    this.votes = Math.max(this.least, Math.min(this.votes, most));
    const n = this.votes;
    const used = this.total - this.left;
    this.pool.cellsIn(ballot);
    title.textContent = this.entry ? this.entry.title : "";
    by.textContent = this.entry ? this.entry.by : "";
    value.textContent = String(n);
    unit.textContent = this.say("unit", { n });
    go.textContent = this.say("go", { n });
    const isResting = this.restUntil > Date.now();
    go.disabled = !this.isReady || this.isBusy || isResting || this.left < this.least || Boolean(this.line.waiting);
    after.textContent = this.left < this.least ? "" : this.say("after", { left: this.left - n });
    [...ballot.children].forEach((cell, i) => {
      const state = i < used ? "used" : i < used + n && this.left > 0 ? "next" : "";
      if (state) cell.dataset.state = state;
      else cell.removeAttribute("data-state");
    });
    ballot.setAttribute("aria-label", this.say("ballot_next", { total: this.total, used, n, left: this.left - n }));
    this.dialog.querySelectorAll("[data-step]").forEach((button) => {
      const next = n + Number(button.dataset.step);
      button.disabled = next < this.least || next > most;
    });
    this.dialog.querySelectorAll("[data-pick]").forEach((button) => {
      const pick = button.dataset.pick === "all" ? most : Number(button.dataset.pick);
      if (button.dataset.pick === "all") button.textContent = this.say("all", { n: most });
      button.disabled = pick > most || pick < this.least;
      button.setAttribute("aria-pressed", String(pick === n));
    });
  }

  onClick(event) {
    if (event.target === this.dialog) {
      this.dialog.close();
      return;
    }
    const button = event.target.closest("button");
    if (!button) return;
    const { step, pick, act } = button.dataset;
    if (step) this.votes += Number(step);
    if (pick) this.votes = pick === "all" ? this.left : Number(pick);
    if (step || pick) this.draw();
    if (act === "close") this.dialog.close();
    if (act === "give") this.give();
    if (act === "ask") this.settle(this.earlier, true);
    if (act === "forget") {
      this.line.forget();
      this.dialog.close();
    }
  }
}

function entryOf({ entry: id, title, by, category }) {
  return { id, title, by, category };
}

const dialog = document.getElementById("vote-sheet");
if (dialog && typeof dialog.showModal === "function" && window.fetch && window.Intl) {
  const sheet = new Sheet(dialog);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-vote]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    sheet.open(link);
  });
  sheet.resume();
}
