// What the local pages share: building elements from text (never from markup), and asking again every two seconds.

const EVERY = 2000;

export const byId = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export async function fetchJson(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

// Runs `look` now and again, not while nobody watches, and says when the system cannot be reached.
export function keepLooking(look) {
  const state = byId("state");
  let timer = 0;
  async function once() {
    clearTimeout(timer);
    try {
      await look();
      state.textContent = "";
      state.className = "";
    } catch {
      state.textContent = "Rollbook does not answer. Trying again …";
      state.className = "lost";
    }
    if (!document.hidden) timer = setTimeout(once, EVERY);
  }
  document.addEventListener("visibilitychange", () => document.hidden || once());
  once();
  return once;
}

export function clock(text) {
  const time = new Date(text);
  const today = time.toDateString() === new Date().toDateString();
  const hours = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  return today ? hours : `${time.toLocaleDateString([], { day: "numeric", month: "short" })} ${hours}`;
}

export const inWords = (name) => (name || "unknown").replaceAll("_", " ");

export const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;
