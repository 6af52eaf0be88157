// Counts down to a deadline by the server's clock: from what was left when it answered, never by the PC's clock.
const TICK = 1000;
const DAY = 86400;
const LAST_CALL = 3;

const [visit] = performance.getEntriesByType("navigation");
// The server looked at its clock after the request had gone out: what is shown is at most what is left.
const asked = visit ? visit.requestStart : 0;

const two = (n) => String(n).padStart(2, "0");

/** Writes seconds as days and 05:03:07; the words for days come from the page. */
function written(seconds, { day, days }) {
  const whole = Math.floor(seconds / DAY);
  const rest = seconds % DAY;
  const hours = `${Math.floor(rest / 3600)}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  if (!whole) return hours;
  return `${whole === 1 ? day : days.replace("2", String(whole))} ${hours}`;
}

/** Says once that it is over, and lets whoever keeps what is typed keep it before. */
function start(place) {
  const all = Number(place.dataset.left);
  const over = document.querySelector("[data-deadline-over]");
  let isCalled = false;
  const show = () => {
    const seconds = Math.max(0, Math.floor((all - (performance.now() - asked)) / TICK));
    if (seconds <= LAST_CALL && !isCalled) {
      isCalled = true;
      document.dispatchEvent(new CustomEvent("px:deadline"));
    }
    place.textContent = place.dataset.says.replace("#", written(seconds, place.dataset));
    if (seconds) {
      setTimeout(show, TICK / 2);
      return;
    }
    place.hidden = true;
    if (over && over.dataset.text) {
      over.textContent = over.dataset.text;
      over.hidden = false;
    }
  };
  show();
}

document.querySelectorAll("[data-left]").forEach(start);
