import { exact, short } from "./figures.js";

/** ECharts' options for the data of a chart. Its shape is described in ChartData.cs. */
export function optionsOf(data, figure) {
  const colour = paletteOf(figure);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    animation: !still,
    animationDuration: 250,
    animationDurationUpdate: 200,
    aria: { enabled: false, decal: { show: data.series.some((series) => series.role === "other"), decals: decals(data, colour) } },
    grid: { left: 4, right: 12, top: 10, bottom: data.zoom ? 56 : 4, containLabel: true },
    textStyle: { fontFamily: colour.font },
    tooltip: tooltip(data, colour),
    dataZoom: data.zoom ? zoom(colour) : [],
    ...(data.kind === "heatmap" ? heatmap(data, colour) : axes(data, colour)),
  };
}

function paletteOf(figure) {
  const style = getComputedStyle(figure);
  const probe = figure.querySelector(".chart-plot");
  // light-dark() is resolved by the browser only where it is used as a colour.
  const resolved = (name) => {
    probe.style.color = `var(${name})`;
    const value = getComputedStyle(probe).color;
    probe.style.color = "";
    return plain(value);
  };
  return {
    series: ["--c1", "--c2", "--c3", "--c4"].map(resolved),
    other: resolved("--c5"),
    ghost: resolved("--ghost"),
    grid: resolved("--grid"),
    text: resolved("--subtle"),
    strong: resolved("--line-strong"),
    surface: resolved("--surface"),
    soft: resolved("--accent-soft"),
    bad: resolved("--bad"),
    font: style.fontFamily,
    size: parseFloat(style.fontSize),
  };
}

/** ECharts reads rgb(1, 2, 3) but not the newer rgb(1 2 3 / 4). */
function plain(colour) {
  const parts = colour.match(/[\d.]+/g) ?? [];
  return `rgba(${parts.slice(0, 3).join(",")},${parts[3] ?? 1})`;
}

function faint(colour, alpha) {
  return colour.replace(/,[\d.]+\)$/, `,${alpha})`);
}

function axes(data, colour) {
  const bars = data.kind === "bar" || data.kind === "stacked";
  let next = 0;
  const series = data.series.map((line) => {
    const paint = line.role === "previous" ? colour.ghost : line.role === "other" ? colour.other : colour.series[next++ % 4];
    return bars && line.role !== "previous" ? bar(line, paint, data, colour) : curve(line, paint, data, next);
  });
  if (data.marks?.length && series.length) {
    series[0].markLine = marks(data, colour);
    series[0].markArea = spans(data, colour);
  }
  return {
    xAxis: {
      type: "category",
      data: data.labels,
      boundaryGap: bars,
      axisLine: { lineStyle: { color: colour.grid } },
      axisTick: { show: false },
      axisLabel: { color: colour.text, fontSize: 11.5, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: "value",
      scale: data.kind === "line",
      splitNumber: 4,
      splitLine: { lineStyle: { color: colour.grid } },
      axisLabel: { color: colour.text, fontSize: 11.5, formatter: (value) => short(value, data.unit, data.currency) },
    },
    series,
  };
}

function curve(line, paint, data, index) {
  const previous = line.role === "previous";
  // A value between two gaps would be a line without a length.
  const lonely = line.values.map((value, at) => known(value) && !known(line.values[at - 1]) && !known(line.values[at + 1]));
  return {
    name: line.name,
    type: "line",
    data: line.values,
    connectNulls: false,
    showSymbol: lonely.includes(true),
    showAllSymbol: true,
    symbol: "circle",
    symbolSize: lonely.includes(true) ? (value, point) => (lonely[point.dataIndex] ? 5 : 0) : 7,
    z: previous ? 1 : 2,
    color: paint,
    lineStyle: { width: previous ? 1.25 : 1.75, color: paint, type: previous ? [3, 3] : "solid" },
    areaStyle: data.kind === "area" && index === 1 && !previous ? { color: faint(paint, 0.12) } : undefined,
    emphasis: { disabled: true },
  };
}

const known = (value) => value !== null && value !== undefined;

function bar(line, paint, data, colour) {
  return {
    name: line.name,
    type: "bar",
    stack: data.kind === "stacked" ? "all" : undefined,
    data: line.values,
    barMaxWidth: 28,
    barCategoryGap: "30%",
    color: paint,
    itemStyle: { color: paint, borderColor: colour.surface, borderWidth: data.kind === "stacked" ? 0.5 : 0 },
    emphasis: { disabled: true },
  };
}

function marks(data, colour) {
  // Names of neighbours would be written over each other: the later one runs down its line instead.
  const room = data.labels.length * 0.15;
  let last = -Infinity;
  const placed = (mark) => {
    const at = data.labels.indexOf(mark.label);
    const close = at - last < room && at !== last;
    last = at;
    return close ? { position: "insideEndTop" } : {};
  };
  return {
    symbol: ["none", "none"],
    silent: true,
    lineStyle: { color: colour.strong, type: [2, 3], width: 1 },
    label: { color: colour.text, fontSize: 11, formatter: (mark) => mark.name },
    data: [...data.marks]
      .sort((one, other) => data.labels.indexOf(one.label) - data.labels.indexOf(other.label))
      .map((mark) => (mark.value === null || mark.value === undefined ? { name: mark.text, xAxis: mark.label, label: placed(mark) } : { name: mark.text, yAxis: mark.value })),
  };
}

/** Notes on several days colour these days, from the line at the first. */
function spans(data, colour) {
  return {
    silent: true,
    itemStyle: { color: faint(colour.strong, 0.12) },
    label: { show: false },
    data: data.marks.filter((mark) => mark.until).map((mark) => [{ xAxis: mark.label }, { xAxis: mark.until }]),
  };
}

function heatmap(data, colour) {
  const cells = data.series.flatMap((row, y) => row.values.map((value, x) => [x, y, value ?? "-"]));
  const values = data.series.flatMap((row) => row.values).filter((value) => value !== null);
  return {
    xAxis: { type: "category", data: data.labels, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colour.text, fontSize: 11.5, hideOverlap: true } },
    yAxis: { type: "category", data: data.series.map((row) => row.name), inverse: true, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colour.text, fontSize: 11.5 } },
    visualMap: { show: false, min: Math.min(0, ...values), max: Math.max(...values, 1), inRange: { color: [colour.soft, colour.series[0]] } },
    series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: colour.surface, borderWidth: 1 }, emphasis: { disabled: true } }],
  };
}

/** Colours alone do not tell "Other" from the rest: it is hatched besides. */
function decals(data, colour) {
  const hatch = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: faint(colour.surface, 0.7) };
  return data.series.map((series) => (series.role === "other" ? hatch : { symbol: "none" }));
}

function zoom(colour) {
  const handle = { color: colour.surface, borderColor: colour.strong };
  return [
    { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: true },
    {
      type: "slider",
      height: 26,
      bottom: 8,
      borderColor: colour.grid,
      fillerColor: faint(colour.series[0], 0.12),
      handleStyle: handle,
      moveHandleStyle: { color: colour.strong },
      dataBackground: { lineStyle: { color: colour.ghost }, areaStyle: { color: colour.soft } },
      selectedDataBackground: { lineStyle: { color: colour.series[0] }, areaStyle: { color: colour.soft } },
      textStyle: { color: colour.text, fontSize: 11 },
    },
  ];
}

/** Built of elements with classes: the page's policy lets no style attribute through. */
function tooltip(data, colour) {
  const line = data.kind !== "heatmap";
  return {
    trigger: line ? "axis" : "item",
    confine: true,
    transitionDuration: 0,
    className: "chart-tip",
    backgroundColor: "transparent",
    borderWidth: 0,
    padding: 0,
    extraCssText: "box-shadow:none",
    axisPointer: line ? { type: data.kind === "bar" || data.kind === "stacked" ? "shadow" : "line", lineStyle: { color: colour.strong, type: "solid" } } : undefined,
    formatter: (hit) => tip(data, [hit].flat()),
  };
}

function tip(data, hits) {
  const box = document.createElement("div");
  box.className = "chart-tip-box";
  const heading = document.createElement("strong");
  const column = data.kind === "heatmap" ? hits[0].data[0] : hits[0].dataIndex;
  heading.textContent = data.titles?.[column] ?? data.labels[column];
  box.append(heading);
  const rows = data.kind === "heatmap" ? [{ series: data.series[hits[0].data[1]], colour: hits[0].color }] : hits.map((hit) => ({ series: data.series[hit.seriesIndex], colour: hit.color }));
  for (const { series, colour } of rows) {
    const row = document.createElement("div");
    const key = document.createElement("i");
    key.style.background = colour;
    const name = document.createElement("span");
    name.textContent = series.name;
    const value = document.createElement("b");
    value.textContent = exact(series.values[column], data.unit, data.currency);
    row.append(key, name, value);
    box.append(row);
  }
  return box;
}
