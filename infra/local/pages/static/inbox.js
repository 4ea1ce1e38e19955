// The inbox: a list of mails, and one of them as its reader sees it. The open mail is named in the address (#id).

import { byId, clock, counted, element, fetchJson, inWords, keepLooking } from "./common.js";

const FRAME_START = '<base target="_blank">';
let listed = "";
let shown = null;

function entry(mail) {
  return element("li", {},
    element("a", { href: `#${encodeURIComponent(mail.id)}`, "aria-current": mail.id === openId() ? "true" : null },
      element("span", { class: "meta" }, element("span", {}, inWords(mail.kind)), element("time", {}, clock(mail.sent_at))),
      element("strong", { dir: "auto" }, mail.subject),
      element("span", { class: "to", dir: "auto" }, mail.to.join(", "))));
}

const openId = () => decodeURIComponent(location.hash.slice(1));

function markOpen() {
  for (const link of byId("mails").querySelectorAll("a")) {
    if (link.getAttribute("href") === location.hash) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

async function list() {
  const wanted = byId("filter").value;
  const { messages, total } = await fetchJson(`/_local/inbox/summaries.json?to=${encodeURIComponent(wanted)}`);
  const fresh = JSON.stringify(messages);
  if (fresh === listed) return;
  listed = fresh;
  const more = total > messages.length ? `, the newest ${messages.length} shown` : "";
  byId("count").textContent = counted(total, "mail", "mails") + more;
  const nothing = wanted ? "No mail to such an address." : "No mail yet. Sign somebody up, and it appears here.";
  byId("mails").replaceChildren(...(messages.length ? messages.map(entry) : [element("li", { class: "empty" }, nothing)]));
  if (!openId() && matchMedia("(min-width: 46.01rem)").matches && messages.length) {
    history.replaceState(null, "", `#${encodeURIComponent(messages[0].id)}`);
  }
  markOpen();
  await open();
}

function framed(mail) {
  const frame = element("iframe", { title: "The mail as its reader sees it", sandbox: "allow-same-origin allow-popups" });
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    if (page) frame.style.height = `${page.documentElement.scrollHeight}px`;
  });
  frame.srcdoc = FRAME_START + mail.html;
  return frame;
}

function views(mail) {
  const headers = Object.entries({ From: mail.from, To: mail.to.join(", "), Subject: mail.subject, ...mail.headers });
  return {
    Mail: () => framed(mail),
    "Plain text": () => element("pre", { dir: "auto" }, mail.text),
    Headers: () => element("pre", {}, headers.map(([name, value]) => `${name}: ${value}`).join("\n")),
  };
}

function tabs(mail) {
  const place = element("div");
  const bar = element("div", { class: "tabs", role: "tablist" });
  const all = views(mail);
  const choose = (name) => {
    for (const tab of bar.children) tab.setAttribute("aria-selected", String(tab.textContent === name));
    place.replaceChildren(all[name]());
  };
  for (const name of Object.keys(all)) {
    const tab = element("button", { type: "button", role: "tab" }, name);
    tab.addEventListener("click", () => choose(name));
    bar.append(tab);
  }
  choose(mail.html ? "Mail" : "Plain text");
  return [bar, place];
}

function tokenRow(token) {
  const copy = element("button", { type: "button" }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(token);
    copy.textContent = "Copied";
  });
  return [element("dt", {}, "Token"), element("dd", { class: "token" }, element("code", { class: "mono" }, token), copy)];
}

function sheet(mail) {
  const facts = element("dl", {},
    element("dt", {}, "To"), element("dd", { dir: "auto" }, mail.to.join(", ")),
    element("dt", {}, "From"), element("dd", {}, mail.from),
    element("dt", {}, "Sent"), element("dd", {}, clock(mail.sent_at), " ", element("span", { class: "pill" }, inWords(mail.kind))),
    ...(mail.token ? tokenRow(mail.token) : []));
  const head = element("div", { class: "head" }, element("h1", { dir: "auto" }, mail.subject), facts);
  return [
    element("a", { class: "back", href: "#" }, "← All mails"),
    element("article", { class: "sheet" }, head, ...tabs(mail)),
  ];
}

async function open() {
  const id = openId();
  byId("inbox").classList.toggle("reading", Boolean(id));
  markOpen();
  if (id === shown) return;
  shown = id;
  if (!id) return byId("mail").replaceChildren();
  const mail = await fetchJson(`/_local/inbox/message.json?id=${encodeURIComponent(id)}`).catch(() => null);
  if (shown !== id) return undefined;
  const gone = [element("a", { class: "back", href: "#" }, "← All mails"), element("p", { class: "empty sheet" }, "This mail is no longer here.")];
  return byId("mail").replaceChildren(...(mail ? sheet(mail) : gone));
}

addEventListener("hashchange", open);
const look = keepLooking(list);
byId("filter").addEventListener("input", look);
