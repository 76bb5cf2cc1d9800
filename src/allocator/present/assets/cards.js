/* The quota card: opened from the table of reps, drawn from the page's own data. */
"use strict";
(() => {
  const { figures, data } = allocator;
  const { money, signed_money: signed, percent, hours, number } = figures;
  const dialog = document.getElementById("card");
  const body = document.getElementById("card-body");
  let cards = null;
  let opener = null;

  function node(tag, options = {}, ...inside) {
    const made = document.createElement(tag);
    if (options.class) made.className = options.class;
    if (options.scope) made.scope = options.scope;
    made.append(...inside.map((part) => (part instanceof Node ? part : String(part))));
    return made;
  }

  function table(heads, rows, caption) {
    const head = node("tr", {}, ...heads.map(([title, right]) => node("th", { scope: "col", class: right ? "n" : "" }, title)));
    const lines = rows.map((row) =>
      node("tr", { class: row.sum ? "sum" : "" }, ...row.cells.map((cell, at) =>
        at === 0
          ? node("th", { scope: "row" }, cell)
          : node("td", { class: heads[at][1] ? "n" : "" }, cell))));
    const made = node("table", {}, node("caption", { class: "visually-hidden" }, caption), node("thead", {}, head), node("tbody", {}, ...lines));
    return node("div", { class: "scroll" }, made);
  }

  const SVG = "http://www.w3.org/2000/svg";
  function drawn(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  // A step of the path: from where the number stood to where it stands now.
  function bar(begin, end, low, span, kind) {
    const picture = drawn("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
    const at = (value) => (100 * (value - low)) / span;
    const [left, right] = [Math.min(begin, end), Math.max(begin, end)];
    picture.append(drawn("rect", { class: kind, x: at(left), y: 1, width: Math.max(at(right) - at(left), 0.4), height: 8 }));
    picture.append(drawn("line", { class: "bar-rule", x1: at(end), x2: at(end), y1: 0, y2: 10 }));
    return picture;
  }

  function path(lines, quota, currency) {
    const ends = [];
    lines.reduce((sum, line) => (ends.push(sum + line[1]), sum + line[1]), 0);
    const reached = [...ends, quota];
    const spread = Math.max(...reached) - Math.min(...reached);
    // the steps, not the whole, fill the picture
    const low = Math.max(0, Math.min(...reached) - Math.max(spread, quota * 0.02) * 0.6);
    const span = Math.max(Math.max(...reached) - low, 1) * 1.02;
    const rows = lines.map((line, at) => {
      const [title, amount, sentence, ...made] = line;
      const begin = at === 0 ? low : ends[at - 1];
      const kind = at === 0 ? "bar-whole" : amount < 0 ? "bar-less" : "bar-more";
      const said = node("td", { class: "why" }, cards.texts[sentence]);
      if (made.length) {
        const room = made.map(([who, own, why]) =>
          `${cards.texts[who]} ${signed(own)}` + (cards.texts[why] ? ` (${cards.texts[why]})` : "")).join(", ");
        said.append(node("div", { class: "quiet small" }, "Room made by " + room));
      }
      return node("tr", {}, node("th", { scope: "row" }, cards.texts[title]),
        node("td", { class: "n" }, at === 0 ? money(amount) : signed(amount)),
        node("td", { class: "drawn" }, bar(begin, ends[at], low, span, kind)), said);
    });
    const total = node("tr", { class: "sum" }, node("th", { scope: "row" }, "quota"), node("td", { class: "n" }, money(quota)),
      node("td", { class: "drawn" }, bar(low, quota, low, span, "bar-whole")), node("td"));
    const head = node("tr", {}, node("th", { scope: "col" }, "Step"), node("th", { scope: "col", class: "n" }, currency),
      node("th", { scope: "col", class: "drawn" }, node("span", { class: "visually-hidden" }, "Drawn")), node("th", { scope: "col" }, "Why"));
    return node("div", { class: "scroll" }, node("table", { class: "steps" },
      node("caption", { class: "visually-hidden" }, "From fair share to quota"),
      node("thead", {}, head), node("tbody", {}, ...rows, total)));
  }

  function facts(row, card) {
    const pairs = [];
    const add = (name, value, note) => pairs.push([name, value, note]);
    if (row.fair_share != null) add("Fair share", money(row.fair_share), row.load == null ? "" : `load ${figures.ratio(row.load)}, peers ${figures.ratio(row.peer_load)}`);
    if (row.stretch != null) add("Stretch", figures.ratio(row.stretch), `of ${money(row.attainable_yield)} attainable`);
    if (row.attainment_probability != null) add("Attained with", percent(row.attainment_probability, 0), "probability");
    if (row.change != null) add("Against last year", percent(row.change, 1, true), `from ${money(row.prior_quota)}`);
    if (row.capacity_used != null) add("Hours used", percent(row.capacity_used, 0), card.h?.[0] == null ? "" : `of ${hours(card.h[0] + (card.h[1] ?? 0))}`);
    if (row.ote != null) add("On-target earnings", money(row.ote), "");
    const list = node("dl", { class: "tiles" });
    for (const [name, value, note] of pairs) {
      const tile = node("div", { class: "tile" }, node("dt", {}, name), node("dd", {}, value));
      if (note) tile.append(node("dd", { class: "note" }, note));
      list.append(tile);
    }
    return list;
  }

  function byPeriod(card) {
    const sums = new Array(cards.periods.length + 1).fill(0);
    const rows = card.q.map(([lever, ...own]) => {
      const whole = own.reduce((a, b) => a + b, 0);
      [...own, whole].forEach((value, at) => (sums[at] += value));
      return { cells: [cards.levers[lever], ...own.map((v) => money(v)), money(whole)] };
    });
    rows.push({ sum: true, cells: ["quota", ...sums.map((v) => money(v))] });
    return table([["Lever"], ...cards.periods.map((p) => [p, true]), ["Together", true]], rows, "Quota by lever and period");
  }

  function evidence(card) {
    const rows = card.e.map(([lever, fair, attainable, worth, wins, tries, rate]) => ({
      cells: [cards.levers[lever], money(fair), money(attainable), worth == null ? "\u2013" : money(worth),
        tries == null ? "\u2013" : `${number(wins)} of ${number(tries)}`, percent(rate)],
    }));
    return table([["Lever"], ["Fair share", true], ["Attainable", true], ["Open pipeline, at its chances", true], ["Won", true], ["Win rate used", true]],
      rows, "What stands behind the fair share");
  }

  function open(row) {
    cards ??= data("cards");
    const card = cards.reps[row.id];
    opener = document.activeElement;
    document.getElementById("card-name").textContent = row.name;
    document.getElementById("card-about").textContent =
      [row.rep_id, row.role, row.node, row.peer_group && `peers: ${row.peer_group}`, row.credit === "overlay" && "overlay credit"].filter(Boolean).join(" \u00b7 ");
    body.replaceChildren();
    body.append(node("p", { class: "amount" }, money(row.quota, cards.currency)), facts(row, card));
    if (card.l) {
      body.append(node("h3", {}, "From fair share to quota"), path(card.l, row.quota, cards.currency));
    } else if (!cards.kept && row.credit !== "overlay") {
      body.append(node("p", { class: "quiet" }, "The path from fair share to quota is not kept in this plan: allocator solve --explain keeps it, allocator explain --rep gives it for one rep."));
    }
    for (const note of card.n ?? []) body.append(node("p", {}, cards.texts[note]));
    body.append(node("h3", {}, "By lever and period"), byPeriod(card));
    if (card.e?.length) body.append(node("h3", {}, "What stands behind the fair share"), evidence(card));
    if (row.binding) body.append(node("p", { class: "quiet" }, "Binding: " + row.binding + "."));
    dialog.showModal();
    dialog.scrollTop = 0;
  }

  document.addEventListener("allocator:open", (event) => open(event.detail));
  document.getElementById("card-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus());
})();
