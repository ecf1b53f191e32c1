// What the address keeps behind its # stays in this browser: the pages' server is asked about the invite, and no
// log on the way sees it. The link that opens the program is made here.
"use strict";

const SECRET = /^[A-Za-z0-9_-]{1,100}(\/[A-Za-z0-9_-]{1,100}\/?)?$/;
const DEFAULT_PORTS = { "http:": "80", "https:": "443" };
const STATES = {
  invite_expired: "expired",
  invite_used: "used",
  invite_revoked: "revoked",
  invite_unknown: "unknown",
  registration_closed: "closed",
  rate_limited: "busy",
  overloaded: "busy",
};

/** The invite in the address; empty where there is none, or no whole one. */
function readSecret() {
  const secret = location.hash.slice(1);
  const isPlain = secret.endsWith("/plain") || secret.endsWith("/plain/");
  return SECRET.test(secret) && isPlain === (location.protocol === "http:") ? secret : "";
}

/** The link that the program understands. */
function makeLink(secret) {
  const port = location.port || DEFAULT_PORTS[location.protocol];
  return `minichat://join/${location.hostname}:${port}/${secret}`;
}

function fill(text, values) {
  return text.replace(/%(\w+)/g, (whole, name) => (Object.hasOwn(values, name) ? values[name] : whole));
}

function show(state) {
  for (const part of document.querySelectorAll("[data-state]")) {
    part.hidden = !part.dataset.state.split(" ").includes(state);
  }
}

/** What the server says of the invite: a state, and what it knows. */
async function ask(token) {
  try {
    const answer = await fetch("../api/auth/invite/", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "omit",
      body: JSON.stringify({ invite: token }),
    });
    const said = await answer.json();
    if (answer.ok) return { state: "welcome", said };
    const known = Object.hasOwn(STATES, said.code) && STATES[said.code];
    return { state: known || (answer.status < 500 ? "unknown" : "unreachable"), said };
  } catch {
    return { state: "unreachable", said: {} };
  }
}

async function welcome(page) {
  const secret = readSecret();
  if (!secret) return show("broken");
  show("checking");
  const { state, said } = await ask(secret.split("/")[0]);
  if (state === "welcome") {
    const pattern = said.invited_by ? page.dataset.by : page.dataset.byNobody;
    const time = new Date(said.expires_at).toLocaleString(document.documentElement.lang, {
      dateStyle: "long",
      timeStyle: "short",
    });
    document.getElementById("invited").textContent = fill(pattern, { who: said.invited_by, team: said.server });
    document.getElementById("until").textContent = fill(page.dataset.until, { time });
    offer(secret);
  }
  show(state);
}

function offer(secret) {
  document.getElementById("open").href = makeLink(secret);
  for (const link of document.querySelectorAll("[data-keep]")) {
    link.href = `${link.href.split("#")[0]}#${secret}`;
  }
}

function remind() {
  const secret = readSecret();
  for (const part of document.querySelectorAll("[data-with-invite]")) part.hidden = !secret;
  for (const part of document.querySelectorAll("[data-without-invite]")) part.hidden = Boolean(secret);
  if (secret) offer(secret);
}

const page = document.getElementById("join");
const start = page ? () => welcome(page) : remind;
document.getElementById("again")?.addEventListener("click", start);
window.addEventListener("hashchange", start);
start();
