// What a page of another origin can try with services on loopback. It dials 127.0.0.1 alone, and only when its button is
// pressed. Its words are in the page.

const PATIENCE_MS = 5000;

const query = new URLSearchParams(location.search);
const element = id => document.getElementById(id);
const words = id => element(id).content.textContent;

// A port as its digits, or nothing: 1 to 65535.
const port = name => {
  const digits = query.get(name) ?? "";
  return /^[1-9][0-9]{0,4}$/.test(digits) && Number(digits) <= 65535 ? digits : "";
};

const lab = port("lab");
const echo = port("echo");

// A text that a browser sends to another origin without asking it first: a POST of plain text, whose answer is not wanted.
const send = body => ({ method: "POST", mode: "no-cors", headers: { "Content-Type": "text/plain" }, body });

const ATTEMPTS = [
  ["read", `http://127.0.0.1:${lab}/whoami`, {}],
  ["change", `http://127.0.0.1:${lab}/listeners`, send('{"kind":"tcp-echo"}')],
  ["echo", `http://127.0.0.1:${echo}/`, send("Written by a page of another origin.\n")],
];

// What the page itself learns of an attempt. A browser may take what an echo sends for an answer that goes on for ever: the
// connection is closed when enough is known.
async function attempt(url, how) {
  const end = new AbortController();
  const { signal } = end;
  const timer = setTimeout(() => end.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { ...how, signal, cache: "no-store", credentials: "omit", referrerPolicy: "origin" });
    return answer.type === "opaque" ? words("hidden") : `${words("shown")} ${answer.status}.`;
  } catch {
    return words(signal.aborted ? "late" : "withheld");
  } finally {
    clearTimeout(timer);
    end.abort();
  }
}

async function tryAll() {
  const button = element("try");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const end = element("end").firstElementChild;
  end.hidden = true;
  for (const [id] of ATTEMPTS) element(id).textContent = "";
  for (const [id, url, how] of ATTEMPTS) {
    element(id).textContent = words("waiting");
    element(id).textContent = await attempt(url, how);
  }
  end.hidden = false;
  button.setAttribute("aria-disabled", "false");
}

element("origin").textContent = location.origin;
for (const place of document.querySelectorAll(".lab-port")) place.textContent = lab;
for (const place of document.querySelectorAll(".echo-port")) place.textContent = echo;
element(lab && echo ? "trial" : "missing").hidden = false;
element("try").addEventListener("click", tryAll);
