// Draws the charts of a page: each [data-chart] holds its data as JSON, a plot that the server drew, and a table.
import * as echarts from "echarts/core";
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { optionsOf } from "./charts/options.js";
import { savePicture as save } from "./charts/picture.js";
import { read } from "./charts/reading.js";

echarts.use([
  AriaComponent,
  BarChart,
  DataZoomComponent,
  GridComponent,
  HeatmapChart,
  LineChart,
  MarkLineComponent,
  MarkPointComponent,
  SVGRenderer,
  TooltipComponent,
  VisualMapComponent,
]);

// By plot: its chart, and the data that it shows. A swap may change every attribute of a plot, but not which element it is.
const shown = new Map();
const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) shown.get(entry.target)?.chart.resize();
});

/** Draws what is new on the page, draws again what has new data, and lets go of what is gone. */
export function drawAll() {
  for (const [plot, { chart }] of shown) {
    if (plot.isConnected) continue;
    sizes.unobserve(plot);
    chart.dispose();
    shown.delete(plot);
  }
  for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
}

/** Saves a chart as a picture under a name. */
export function savePicture(figure, name) {
  draw(figure);
  return save(figure, name);
}

function draw(figure) {
  const text = figure.querySelector('script[type="application/json"]')?.textContent;
  const plot = figure.querySelector(".chart-plot");
  if (!text || !plot || shown.get(plot)?.text === text) return;
  const data = JSON.parse(text);
  let one = shown.get(plot);
  if (!one) {
    plot.replaceChildren();
    one = { chart: echarts.init(plot, null, { renderer: "svg" }) };
    shown.set(plot, one);
    sizes.observe(plot);
    read(figure, plot, one.chart);
  }
  one.chart.setOption(optionsOf(data, figure), { notMerge: true });
  one.text = text;
  plot.chartData = data;
  figure.dataset.drawn = "";
}

// Colours are the style sheet's, and the style sheet follows the system's theme.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const one of shown.values()) one.text = undefined;
  drawAll();
});
