// Draws the charts of a page: each [data-chart] holds its data as JSON, a plot that the server drew, and a table.
import * as echarts from "echarts/core";
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  MarkAreaComponent,
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
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  SVGRenderer,
  TooltipComponent,
  VisualMapComponent,
]);

const drawn = new WeakMap();
const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) echarts.getInstanceByDom(entry.target)?.resize();
});

/** Draws what is new on the page, and draws again what has new data. */
export function drawAll() {
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
  if (!text || !plot || drawn.get(plot) === text) return;
  const data = JSON.parse(text);
  let chart = echarts.getInstanceByDom(plot);
  if (!chart) {
    plot.replaceChildren();
    chart = echarts.init(plot, null, { renderer: "svg" });
    sizes.observe(plot);
    read(figure, plot, chart);
  }
  chart.setOption(optionsOf(data, figure), { notMerge: true });
  plot.chartData = data;
  drawn.set(plot, text);
  figure.dataset.drawn = "";
}

// Colours are the style sheet's, and the style sheet follows the system's theme.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const figure of document.querySelectorAll("[data-chart][data-drawn]")) {
    drawn.delete(figure.querySelector(".chart-plot"));
    draw(figure);
  }
});
