// Sentences stand in the page as <template data-say="key">…{n}…</template>, so that each language has its own.

/** Gives a function that fills the sentence of a key; a key with "_one" is used when n is 1. */
export function sentencesOf(root) {
  return (key, facts = {}) => {
    const find = (name) => root.querySelector(`template[data-say="${name}"]`);
    const template = (facts.n === 1 && find(`${key}_one`)) || find(key);
    if (!template) return "";
    return template.content.textContent.trim()
      .replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
  };
}

/** Says a sentence to whoever cannot see the page change. */
export function announce(sentence) {
  const live = document.getElementById("live");
  if (live) live.textContent = sentence;
}

/** Local storage that never stands in the way: it may be full, or forbidden in a web view. */
export const drawer = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (e) {
      return null;
    }
  },
  put(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch (e) {
      return false;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch (e) { /* nothing was kept */ }
  },
  keys(prefix) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch (e) {
      return [];
    }
  },
};
