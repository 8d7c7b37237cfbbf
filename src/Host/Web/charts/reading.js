import { exact } from "./figures.js";

/** Arrow keys, Home, End and Escape read the points of a focused chart into a live region, one at a time. */
export function read(figure, plot, chart) {
  const say = (text) => (figure.querySelector(".chart-speech").textContent = text);
  let at = -1;
  plot.addEventListener("keydown", (event) => {
    const data = plot.chartData;
    const last = data.labels.length - 1;
    const to = { ArrowLeft: at < 0 ? last : Math.max(0, at - 1), ArrowRight: Math.min(last, at + 1), Home: 0, End: last }[event.key];
    if (event.key === "Escape") {
      at = -1;
      chart.dispatchAction({ type: "hideTip" });
      say("");
      return;
    }
    if (to === undefined) return;
    event.preventDefault();
    // New data may have fewer points than what was read before.
    at = Math.min(to, last);
    chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: at });
    const values = data.series.map((series) => `${series.name}: ${said(series.values[at], data)}`);
    say([data.titles?.[at] ?? data.labels[at], ...values].join(", "));
  });
  plot.addEventListener("blur", () => chart.dispatchAction({ type: "hideTip" }));
}

function said(value, data) {
  return value === null || value === undefined ? "no value" : exact(value, data.unit, data.currency);
}
