// Figures as pages write them: see Figures.cs, which has the rules.
const full = (digits) => new Intl.NumberFormat("en-US", { minimumFractionDigits: 0, maximumFractionDigits: digits });
const minus = (text) => text.replace("-", "\u2212");

/** A value with all its digits, for tooltips. */
export function exact(value, unit, currency) {
  if (value === null || value === undefined) return "–";
  const text = minus(full(unit === "percent" ? 2 : 6).format(value));
  return dressed(text, value, unit, currency);
}

/** A value short enough for an axis. */
export function short(value, unit, currency) {
  if (value === null || value === undefined) return "–";
  if (unit === "seconds") return duration(value);
  const size = Math.abs(value);
  const [by, mark] = size >= 1e9 ? [1e9, "B"] : size >= 1e6 ? [1e6, "M"] : size >= 1e3 ? [1e3, "k"] : [1, ""];
  const text = minus(full(by === 1 ? 2 : 1).format(value / by)) + mark;
  return dressed(text, value, unit, currency);
}

function dressed(text, value, unit, currency) {
  if (unit === "money" && currency) return text.startsWith("\u2212") ? `\u2212${sign(currency)}${text.slice(1)}` : sign(currency) + text;
  if (unit === "percent") return `${text}%`;
  if (unit === "months") return `${text} mo`;
  if (unit === "seconds") return duration(value);
  return text;
}

function duration(seconds) {
  const size = Math.abs(seconds);
  const text =
    size < 60 ? `${full(1).format(size)} s`
    : size < 3600 ? `${Math.round(size / 60)} min`
    : `${Math.floor(size / 3600)} h ${String(Math.round((size % 3600) / 60)).padStart(2, "0")}`;
  return seconds < 0 ? `\u2212${text}` : text;
}

const signs = { EUR: "€", USD: "$", GBP: "£", JPY: "¥" };

function sign(currency) {
  return signs[currency] ?? `${currency}\u00a0`;
}
