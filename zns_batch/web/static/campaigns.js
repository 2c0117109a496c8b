// Keeps a campaign's page, and the list, up to date. Every word comes from the server; texts go in as text.

const SVG = "http://www.w3.org/2000/svg";
const LONGEST = 30000;

// Draws a bar's parts: kind, place and width of each.
const draw = (bar, parts) => {
  if (!bar) return;
  for (const old of bar.querySelectorAll(".part:not(.part-empty)")) old.remove();
  for (const [kind, x, width] of parts) {
    const part = document.createElementNS(SVG, "rect");
    part.setAttribute("class", `part part-${kind}`);
    for (const [name, value] of [["x", x], ["y", 0], ["width", width], ["height", 20]]) part.setAttribute(name, value);
    bar.append(part);
  }
};

const put = (root, part, text) => {
  const place = root.querySelector(`[data-part="${part}"]`);
  if (place && place.textContent !== text) place.textContent = text;
};

// Asks again and again, not while the page is hidden, and more slowly while there is no connection.
const poll = (ask, first) => {
  let timer = 0;
  let failures = 0;
  let waits = first;
  const again = (after) => {
    clearTimeout(timer);
    if (after > 0 && !document.hidden) timer = setTimeout(run, after);
  };
  const run = async () => {
    try {
      waits = await ask(null);
      failures = 0;
      again(waits);
    } catch (error) {
      failures += 1;
      await ask(error);
      again(Math.min(2000 * 2 ** (failures - 1), LONGEST));
    }
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else if (waits > 0) run();
  });
  again(first);
};

const warn = (root, id, text, link, role = "alert") => {
  let place = document.getElementById(id);
  if (!text) {
    place?.remove();
    return;
  }
  if (!place) {
    place = document.createElement("p");
    place.id = id;
    place.className = "live-off";
    place.setAttribute("role", role);
    root.prepend(place);
  }
  place.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.words;
    place.append(" ", anchor);
  }
};

const campaign = document.getElementById("campaign");
if (campaign) {
  let etag = "";
  let saidAt = 0;
  const said = document.getElementById("said");

  // After a lost connection it is said for a while that there is one again.
  const connected = () => {
    if (!document.getElementById("live-off")) return;
    warn(campaign, "live-off", "");
    warn(campaign, "live-back", campaign.dataset.back, null, "status");
    setTimeout(() => warn(campaign, "live-back", ""), 10000);
  };

  // Buttons and results belong to a situation: another one brings the whole part anew.
  const renew = async (situation) => {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    for (const id of ["now", "results"]) {
      const fresh = page.getElementById(id);
      if (fresh) document.getElementById(id).replaceWith(fresh);
    }
    campaign.dataset.situation = situation;
    if (focused) document.getElementById(focused)?.focus();
  };

  const show = async (told) => {
    document.title = told.title;
    if (told.state !== campaign.dataset.situation) {
      await renew(told.state);
      said.textContent = told.line;
      saidAt = Date.now();
      return;
    }
    put(campaign, "line", told.line);
    put(campaign, "closing", told.closing);
    put(campaign, "percent", `${told.percent} %`);
    put(campaign, "facts", told.facts.join(" · "));
    draw(document.getElementById("bar"), told.bar);
    let missing = false;
    for (const [kind, count] of Object.entries(told.numbers)) {
      const place = campaign.querySelector(`[data-number="${kind}"]`);
      if (place) place.textContent = count;
      else missing = true;
    }
    // What came of it is shown too: receipts may have come.
    if (missing || document.getElementById("todo")) await renew(told.state);
    const reasons = document.getElementById("reasons");
    if (reasons && !document.getElementById("todo")) {
      reasons.hidden = !told.reasons.length;
      const items = told.reasons.map(([href, words]) => {
        const item = document.createElement("li");
        const anchor = document.createElement("a");
        anchor.href = href;
        anchor.textContent = words;
        item.append(anchor);
        return item;
      });
      reasons.querySelector("ul").replaceChildren(...items);
    }
    if (Date.now() - saidAt > 30000) {
      said.textContent = told.say;
      saidAt = Date.now();
    }
  };

  poll(async (error) => {
    if (error) {
      warn(campaign, "live-off", campaign.dataset.offline);
      return 0;
    }
    const headers = { Accept: "application/json" };
    if (etag) headers["If-None-Match"] = etag;
    const answer = await fetch(campaign.dataset.live, { headers, cache: "no-store" });
    if (answer.status === 401) {
      warn(campaign, "live-off", campaign.dataset.signedOut, { href: campaign.dataset.login, words: campaign.dataset.signIn });
      return 0;
    }
    if (answer.status === 304) {
      connected();
      return Number(campaign.dataset.next);
    }
    if (!answer.ok) throw new Error(String(answer.status));
    etag = answer.headers.get("ETag") || "";
    const told = await answer.json();
    campaign.dataset.next = told.next;
    connected();
    await show(told);
    return told.next;
  }, Number(campaign.dataset.next));
}

const list = document.getElementById("list");
const moving = () => [...list.querySelectorAll("tr[data-moves]")].map((row) => row.dataset.id);
if (list && moving().length) {
  poll(async (error) => {
    warn(list, "live-off", error ? list.dataset.offline : "");
    const ids = moving();
    if (error || !ids.length) return 0;
    const answer = await fetch(`${list.dataset.live}?ids=${ids.join(",")}`, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 401) return 0;
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    for (const each of told.campaigns) {
      const row = list.querySelector(`tr[data-id="${each.id}"]`);
      if (!row) continue;
      put(row, "state", each.state);
      put(row, "progress", each.progress);
      row.querySelector('[data-part="state"]').className = `tag tag-${each.kind} tag-wrap`;
      draw(row.querySelector("svg"), each.bar);
      if (!each.moves) delete row.dataset.moves;
    }
    return told.next;
  }, 3000);
}
