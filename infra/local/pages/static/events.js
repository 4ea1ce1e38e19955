// The bus: every published event, newest first. Only what is new is fetched.

import { byId, clock, counted, element, fetchJson, keepLooking } from "./common.js";

const SHOWN = 500;
const events = [];

const actor = (detail) => (detail.actor && detail.actor.type ? `by ${detail.actor.type}` : "");

function row(event) {
  const detail = event.detail;
  const about = [detail.stream_id, (detail.changed || []).join(", ")];
  return element("details", {},
    element("summary", {},
      element("time", { class: "soft small" }, clock(detail.occurred_at || event.time)),
      element("span", { class: "pill" }, event["detail-type"]),
      element("span", { class: "mono", title: about[0] || "" }, about[0] || ""),
      element("span", { class: "soft small" }, detail.version ? `v${detail.version}` : ""),
      element("span", { class: "soft small" }, [about[1], actor(detail)].filter(Boolean).join(" · "))),
    element("pre", { class: "mono" }, JSON.stringify(event, null, 2)));
}

function show() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const matching = events.filter((event) => !wanted || JSON.stringify(event).toLowerCase().includes(wanted));
  const newest = matching.slice(-SHOWN).reverse();
  const more = matching.length > SHOWN ? `, the newest ${SHOWN} shown` : "";
  byId("count").textContent = `${counted(matching.length, "event was", "events were")} on the bus${more}, newest first.`;
  const nothing = wanted ? "No event matches." : "Nothing was published yet. Sign somebody up, and it appears here.";
  byId("rows").replaceChildren(...(newest.length ? newest.map(row) : [element("p", { class: "empty" }, nothing)]));
}

let first = true;
keepLooking(async () => {
  let answer = await fetchJson(`/_local/events.json?after=${events.length}`);
  if (answer.total < events.length) {  // the system began anew
    events.length = 0;
    answer = await fetchJson("/_local/events.json?after=0");
    first = true;
  }
  events.push(...answer.events);
  if (answer.events.length || first) show();
  first = false;
});
byId("filter").addEventListener("input", show);
