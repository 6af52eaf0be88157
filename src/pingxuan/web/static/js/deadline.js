// Counts down to a deadline by the server's clock: from what was left when it answered, never by the PC's clock.
const TICK = 1000;
const DAY = 86400;
const LAST_CALL = 3;

const [visit] = performance.getEntriesByType("navigation");
// The server looked at its clock after the request had gone out: what is shown is at most what is left.
const asked = visit ? visit.requestStart : 0;

const two = (n) => String(n).padStart(2, "0");

const counted = (n, one, many) => (n === 1 ? one : many.replace("2", String(n)));

/** Writes seconds as days and 05:03:07, in a list as days and hours; the words come from the page. */
function written(seconds, { day, days, hour, hours }) {
  const whole = Math.floor(seconds / DAY);
  const rest = seconds % DAY;
  const clock = `${Math.floor(rest / 3600)}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  if (!whole) return clock;
  return `${counted(whole, day, days)} ${hour ? counted(Math.floor(rest / 3600), hour, hours) : clock}`;
}

/** Says once that it is over, and lets whoever keeps what is typed keep it before. */
function start(place) {
  const all = Number(place.dataset.left);
  // A line of a list ends by itself: only the page's own deadline is called out.
  const isLine = "over" in place.dataset;
  const over = isLine ? null : document.querySelector("[data-deadline-over]");
  let isCalled = isLine;
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
    if (isLine) place.textContent = place.dataset.over;
    else place.hidden = true;
    if (over && over.dataset.text) {
      over.textContent = over.dataset.text;
      over.hidden = false;
    }
  };
  show();
}

document.querySelectorAll("[data-left]").forEach(start);
