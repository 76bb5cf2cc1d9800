/* How figures look: the same as page/figures.py, to which a test holds this file. */
"use strict";
globalThis.allocator = (() => {
  const UNKNOWN = "\u2013";
  const MINUS = "\u2212";
  const SPACE = "\u00a0";
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const LARGE = [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
  const known = (value) => typeof value === "number" && Number.isFinite(value);

  function number(value, decimals = 0, sign = false) {
    if (!known(value)) return UNKNOWN;
    const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (part ? "." + part : "");
    if (!/[1-9]/.test(text)) return text;
    return (value < 0 ? MINUS : sign ? "+" : "") + text;
  }
  function money(value, currency = "", sign = false) {
    if (!known(value)) return UNKNOWN;
    const text = number(value, value === Math.trunc(value) ? 0 : 2, sign);
    return currency ? text + SPACE + currency : text;
  }
  function shortMoney(value, currency = "") {
    if (!known(value)) return UNKNOWN;
    let [unit, scaled] = ["", value];
    for (const [size, letter] of LARGE) {
      if (Math.abs(value) >= size * 0.9995) {
        [unit, scaled] = [letter, value / size];
        break;
      }
    }
    const decimals = Math.abs(scaled) >= 99.95 || !unit ? 0 : 1;
    let text = number(scaled, decimals);
    if (decimals) text = text.replace(/\.0$/, "");
    return [text, unit, currency].filter(Boolean).join(SPACE);
  }
  function percent(value, decimals = 1, sign = false) {
    return known(value) ? number(100 * value, decimals, sign) + SPACE + "%" : UNKNOWN;
  }
  function hours(value) {
    return known(value) ? number(value, Math.abs(value) >= 10 ? 0 : 1) + SPACE + "h" : UNKNOWN;
  }
  function date(value) {
    if (!value) return UNKNOWN;
    const [year, month, day] = value.slice(0, 10).split("-").map(Number);
    return [day, MONTHS[month - 1], year].join(SPACE);
  }

  const figures = {
    money,
    signed_money: (value) => money(value, "", true),
    percent,
    signed_percent: (value, decimals = 1) => percent(value, decimals, true),
    ratio: (value) => number(value, 2),
    number,
    hours,
    date,
    short_money: shortMoney,
  };
  function shown(value, kind) {
    if (value === null || value === undefined || value === "") return UNKNOWN;
    return kind in figures ? figures[kind](value) : String(value);
  }
  const read = (id) => {
    const block = document.getElementById(id);
    return block === null ? null : JSON.parse(block.textContent);
  };
  return { figures, shown, read, data: (name) => read("data-" + name) };
})();
