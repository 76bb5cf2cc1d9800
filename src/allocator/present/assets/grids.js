/* Tables that sort, filter and search. Text of the data only ever becomes text. */
"use strict";
(() => {
  const { shown, read } = allocator;
  const fold = (text) => String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function cellOf(column) {
    return (cell) => {
      const value = cell.getValue();
      const node = document.createElement(column.link ? "button" : "bdi");
      node.textContent = shown(value, column.kind);
      if (column.link) {
        node.type = "button";
        node.className = "link";
        node.addEventListener("click", () => {
          const detail = cell.getRow().getData();
          document.dispatchEvent(new CustomEvent("allocator:open", { detail }));
        });
      }
      if (column.kind === undefined && String(value ?? "").length > 24) node.title = value;
      return node;
    };
  }

  function headOf(column) {
    return () => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "grid-sort";
      button.textContent = column.title;
      if (column.note) button.title = column.note;
      return button;
    };
  }

  // Unknown cells come last, whichever way the column is sorted.
  function sorterOf(numeric) {
    const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
    return (a, b, first, second, column, direction) => {
      const [none, other] = [a === null || a === "", b === null || b === ""];
      if (none || other) return none === other ? 0 : (none ? 1 : -1) * (direction === "asc" ? 1 : -1);
      return numeric ? a - b : collator.compare(a, b);
    };
  }

  function definition(column) {
    const numeric = !["text", "date"].includes(column.kind);
    return {
      field: column.key,
      title: column.title,
      titleFormatter: headOf(column),
      formatter: cellOf(column),
      sorter: sorterOf(numeric),
      sorterParams: {},
      headerSortStartingDir: numeric ? "desc" : "asc",
      hozAlign: numeric ? "right" : "left",
      headerHozAlign: numeric ? "right" : "left",
      frozen: Boolean(column.frozen) && innerWidth > 720,
      width: column.width || undefined,
      minWidth: 64,
      maxInitialWidth: 260,
      resizable: "header",
      visible: !column.hidden,
      headerTooltip: false,
    };
  }

  function rowsOf(grid) {
    const count = grid.values[0]?.length ?? 0;
    const rows = new Array(count);
    for (let at = 0; at < count; at++) {
      const row = { id: at };
      grid.columns.forEach((column, number) => (row[column.key] = grid.values[number][at]));
      rows[at] = row;
    }
    return rows;
  }

  function listOf(column, values, holder) {
    const select = document.createElement("select");
    select.setAttribute("aria-label", column.title);
    const options = [...new Set(values)].filter((value) => value !== null && value !== "").sort();
    select.append(new Option("Every " + column.title.toLowerCase(), ""));
    for (const value of options) select.append(new Option(value, value));
    holder.append(select);
    return select;
  }

  function build(place) {
    const grid = read("grid-" + place.dataset.grid);
    const rows = rowsOf(grid);
    const tools = place.querySelector(".grid-tools");
    const search = document.createElement("input");
    search.type = "search";
    search.placeholder = "Search";
    search.setAttribute("aria-label", "Search: " + grid.label);
    tools.append(search);
    const lists = grid.columns.flatMap((column, number) =>
      column.filter ? [[column.key, listOf(column, grid.values[number], tools)]] : [],
    );
    const count = document.createElement("output");
    count.className = "grid-count";
    tools.append(count);

    const searched = grid.columns.filter((column) => column.search && ["text", undefined].includes(column.kind));
    for (const row of rows) {
      Object.defineProperty(row, "words", {
        value: fold(searched.map((column) => row[column.key] ?? "").join("\n")),
      });
    }
    const holder = document.createElement("div");
    place.append(holder);
    const table = new Tabulator(holder, {
      data: rows,
      columns: grid.columns.map(definition),
      layout: grid.columns.length > 8 || innerWidth < 720 ? "fitDataFill" : "fitColumns",
      maxHeight: grid.height,
      renderVertical: "virtual",
      columnHeaderSortMulti: true,
      placeholder: "Nothing like that is here",
      selectableRows: false,
    });
    const say = (number) => {
      const all = rows.length.toLocaleString("en-US");
      const things = grid.thing + (rows.length === 1 ? "" : "s");
      count.textContent =
        number === rows.length ? `${all} ${things}` : `${number.toLocaleString("en-US")} of ${all} ${things}`;
    };
    table.on("tableBuilt", () => {
      holder.setAttribute("aria-label", grid.label);
      // the window on the rows can be focused, so it has to be the group of rows itself
      const rowsHolder = holder.querySelector(".tabulator-tableholder");
      holder.removeAttribute("aria-owns");
      rowsHolder.setAttribute("role", "rowgroup");
      rowsHolder.setAttribute("aria-label", grid.label);
      rowsHolder.querySelector(".tabulator-table")?.setAttribute("role", "presentation");
      place.dataset.built = "";
      say(rows.length);
    });
    table.on("dataFiltered", (filters, left) => say(left.length));
    const choose = () => {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      table.setFilter(
        (row) =>
          words.every((word) => row.words.includes(word)) &&
          lists.every(([key, list]) => list.value === "" || row[key] === list.value),
      );
    };
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(choose, rows.length > 2000 ? 150 : 0);
    });
    for (const [, list] of lists) list.addEventListener("change", choose);
    (allocator.grids ??= {})[place.dataset.grid] = table;
  }

  document.querySelectorAll("[data-grid]").forEach(build);
})();
