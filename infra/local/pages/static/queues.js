// The queues and streams: how much waits where, and what was given up and why.

import { byId, clock, counted, element, fetchJson, inWords, keepLooking } from "./common.js";

let shown = "";

const number = (label, value, alarm) =>
  element("div", { class: alarm && value ? "alarm" : null }, element("dt", {}, label), element("dd", {}, String(value)));

function letter(message) {
  return element("li", {},
    element("span", { class: "pill alarm" }, inWords(message.kind)),
    element("span", { class: "soft small" }, ` ${clock(message.sent_at)}`),
    element("p", {}, message.reason));
}

function queueCard(queue) {
  const dead = queue.dead_letters;
  return element("section", { class: "card sheet" },
    element("h2", {}, queue.name),
    element("dl", { class: "numbers" },
      number("waiting", queue.visible), number("in flight", queue.in_flight), number("delayed", queue.delayed),
      number("dead letters", dead.messages.length, true)),
    dead.messages.length ? element("ul", { class: "letters" }, ...dead.messages.map(letter)) : null);
}

function streamCard(stream) {
  return element("section", { class: "card sheet" },
    element("h2", {}, `${stream.table} → ${inWords(stream.function)}`),
    element("dl", { class: "numbers" }, number("unpublished", stream.lag), number("parked", stream.parked.length, true)),
    stream.parked.length
      ? element("ul", { class: "letters" }, ...stream.parked.map((parked) => element("li", {}, parked.sentence)))
      : null);
}

function verdict({ queues, streams }) {
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
  const dead = sum(queues.map((queue) => queue.dead_letters.messages.length)) + sum(streams.map((stream) => stream.parked.length));
  const open = sum(queues.map((queue) => queue.visible + queue.in_flight + queue.delayed)) + sum(streams.map((stream) => stream.lag));
  const place = byId("verdict");
  place.classList.toggle("alarm", dead > 0);
  if (dead) place.textContent = `${counted(dead, "message was", "messages were")} given up and ${dead === 1 ? "waits" : "wait"} for a person.`;
  else place.textContent = open ? `${counted(open, "message is", "messages are")} on the way.` : "All quiet: nothing waits, nothing was given up.";
}

keepLooking(async () => {
  const state = await fetchJson("/_local/queues.json");
  const fresh = JSON.stringify(state);
  if (fresh === shown) return;
  shown = fresh;
  verdict(state);
  byId("cards").replaceChildren(...state.queues.map(queueCard), ...state.streams.map(streamCard));
});
