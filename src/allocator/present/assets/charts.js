/* Charts: specifications of the page drawn as SVG. Expressions are interpreted, never compiled. */
"use strict";
(() => {
  const { figures, read } = allocator;
  // {"format": "money", "formatType": "figure"}, or "percent:0" for the number of decimals
  function figure(value, format) {
    const [kind, decimals] = String(format || "number").split(":");
    const write = figures[kind];
    return decimals === undefined ? write(value) : write(value, Number(decimals));
  }
  vega.expressionFunction("figure", figure);

  // A tooltip says "Name: value"; the text is only text.
  const tip = document.createElement("div");
  tip.id = "vg-tooltip-element";
  tip.setAttribute("role", "tooltip");
  document.body.append(tip);
  function tooltip(handler, event, item, value) {
    tip.replaceChildren();
    const empty = value === null || value === undefined || value === "";
    tip.classList.toggle("visible", !empty);
    if (empty) return;
    if (typeof value === "object") {
      const rows = Object.entries(value).map(([key, text]) => {
        const row = document.createElement("tr");
        for (const [kind, content] of [["key", key], ["value", text]]) {
          const cell = document.createElement("td");
          cell.className = kind;
          cell.textContent = content;
          row.append(cell);
        }
        return row;
      });
      const table = document.createElement("table");
      table.append(...rows);
      tip.append(table);
    } else {
      tip.textContent = String(value);
    }
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(event.clientX + 14, innerWidth - width - 8)) + "px";
    tip.style.top = Math.max(8, Math.min(event.clientY + 14, innerHeight - height - 8)) + "px";
  }

  const options = {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    ast: true,
    expr: vega.expressionInterpreter,
    tooltip,
    loader: { load: () => Promise.reject(new Error("a page loads nothing")) },
    logLevel: vega.Error,
  };
  const drawn = new Set();
  async function draw(canvas) {
    if (drawn.has(canvas)) return;
    drawn.add(canvas);
    const spec = read("chart-" + canvas.dataset.chart);
    if ("usermeta" in spec) delete spec.usermeta;
    const result = await vegaEmbed(canvas, spec, options);
    canvas.classList.remove("vega-embed");
    canvas.querySelector("svg")?.setAttribute("aria-hidden", "true");
    canvas.dataset.drawn = "";
    // a chart in a fold has no width before it is opened
    new ResizeObserver(() => result.view.resize().runAsync()).observe(canvas);
  }

  const canvases = [...document.querySelectorAll("[data-chart]")];
  const near = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target)),
    { rootMargin: "600px" },
  );
  canvases.forEach((canvas) => near.observe(canvas));
  // those further down when there is time, so that they are there when the page is printed
  const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
  addEventListener("load", () => {
    const rest = [...canvases];
    const next = () => {
      const canvas = rest.shift();
      if (canvas) draw(canvas).finally(() => idle(next));
    };
    idle(next);
  });
  allocator.drawAll = () => Promise.all(canvases.map(draw));
})();
