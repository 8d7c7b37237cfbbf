// Saves tiles as a PNG: what the page shows is drawn again on a canvas, element by element, since a page may not be
// photographed by its own scripts.
const margin = 24;
const head = 68;
const mostPixels = 60_000_000;
const left = ".sr, .tile-tools, .resize, .btn, .chart-table, .chart-speech, [hidden], script, form";

/** Saves an element as a picture, with its name, what it is about, and the day of the picture above it. */
export async function save(element, name, about) {
  const box = element.getBoundingClientRect();
  const width = Math.max(box.width, 420) + 2 * margin;
  const height = box.height + margin + head;
  const scale = width * height * 4 <= mostPixels ? 2 : 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const page = getComputedStyle(document.body);
  pen.fillStyle = isClear(page.backgroundColor) ? getComputedStyle(document.documentElement).backgroundColor : page.backgroundColor;
  pen.fillRect(0, 0, width, height);
  heading(pen, page, name, about, width);
  pen.translate(margin - box.left, head - box.top);
  await draw(pen, element);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.download = `${name.replace(/[\\/:*?"<>|]+/g, " ")}.png`;
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function heading(pen, page, name, about, width) {
  const saved = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  pen.textBaseline = "alphabetic";
  pen.fillStyle = page.color;
  pen.font = `620 20px ${page.fontFamily}`;
  pen.fillText(fitting(pen, name, width - 2 * margin), margin, 32);
  pen.font = `400 13px ${page.fontFamily}`;
  pen.globalAlpha = 0.75;
  pen.fillText(fitting(pen, [about, `saved ${saved}`].filter(Boolean).join(" · "), width - 2 * margin), margin, 53);
  pen.globalAlpha = 1;
}

async function draw(pen, element) {
  if (element.matches(left)) return;
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return;
  const box = element.getBoundingClientRect();
  if (element instanceof SVGSVGElement) return drawing(pen, element, box);
  frame(pen, style, box);
  if (element instanceof HTMLMeterElement) return meter(pen, element, style, box);
  const clipped = style.overflowX !== "visible" && box.width > 0;
  if (clipped) {
    pen.save();
    outline(pen, style, box);
    pen.clip();
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) await draw(pen, child);
    else if (child instanceof Text) text(pen, child, style, box);
  }
  if (clipped) pen.restore();
}

function outline(pen, style, box) {
  pen.beginPath();
  pen.roundRect(box.left, box.top, box.width, box.height, Math.min(parseFloat(style.borderTopLeftRadius) || 0, box.height / 2));
}

function frame(pen, style, box) {
  if (box.width === 0 || box.height === 0) return;
  if (!isClear(style.backgroundColor)) {
    outline(pen, style, box);
    pen.fillStyle = style.backgroundColor;
    pen.fill();
  }
  const [top, side] = [parseFloat(style.borderTopWidth), parseFloat(style.borderLeftWidth)];
  if (top === 0 || isClear(style.borderTopColor)) return;
  pen.strokeStyle = style.borderTopColor;
  pen.lineWidth = top;
  if (side > 0) outline(pen, style, box);
  else {
    pen.beginPath();
    pen.moveTo(box.left, box.top + top / 2);
    pen.lineTo(box.right, box.top + top / 2);
  }
  pen.stroke();
}

function isClear(colour) {
  return colour === "transparent" || /[,/]\s*0\)$/.test(colour);
}

function meter(pen, element, style, box) {
  pen.fillStyle = getComputedStyle(document.querySelector(".ln") ?? element).stroke;
  pen.beginPath();
  pen.roundRect(box.left, box.top, (box.width * element.value) / (element.max || 1), box.height, 3);
  pen.fill();
}

/** One line for each run of words that stand at one height. */
function text(pen, node, style, box) {
  if (!node.data.trim()) return;
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
  pen.fillStyle = style.color;
  pen.textBaseline = "middle";
  const range = document.createRange();
  let line = null;
  for (const word of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].trimEnd().length);
    const at = range.getBoundingClientRect();
    if (at.width === 0) continue;
    if (line && Math.abs(line.middle - (at.top + at.height / 2)) < 3) line.words += word[0];
    else {
      if (line) put(line);
      line = { words: word[0], left: at.left, middle: at.top + at.height / 2 };
    }
  }
  if (line) put(line);
  pen.letterSpacing = "0px";

  function put({ words, left: start, middle }) {
    const room = style.textOverflow === "ellipsis" ? box.right - start : Infinity;
    pen.fillText(fitting(pen, words.trimEnd(), room), start, middle);
  }
}

function fitting(pen, words, room) {
  if (pen.measureText(words).width <= room + 1) return words;
  let cut = words;
  while (cut && pen.measureText(`${cut}…`).width > room) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}

/** Style sheets do not reach into a picture: what they say is written on its elements first. */
async function drawing(pen, svg, box) {
  if (box.width < 1 || box.height < 1) return;
  const copy = svg.cloneNode(true);
  const [from, to] = [[svg, ...svg.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((shape, at) => {
    const style = getComputedStyle(shape);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "vector-effect", "font-size", "font-weight", "font-family", "color"])
      to[at].setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  pen.drawImage(image, box.left, box.top, box.width, box.height);
}
