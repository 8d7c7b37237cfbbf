/** Saves what a chart shows as a PNG, twice as large as on the screen and with its name above. */
export async function savePicture(figure, name) {
  const plot = figure.querySelector(".chart-plot");
  const style = getComputedStyle(document.body);
  const [width, height, head] = [plot.clientWidth, plot.clientHeight, 40];
  const drawing = await load(addressOf(plot.querySelector("svg"), width, height));
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = (height + head) * 2;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.fillStyle = getComputedStyle(figure.closest(".card") ?? document.body).backgroundColor;
  pen.fillRect(0, 0, width, height + head);
  pen.fillStyle = style.color;
  pen.font = `600 15px ${style.fontFamily}`;
  pen.fillText(name, 12, 26);
  pen.drawImage(drawing, 0, head, width, height);
  const link = document.createElement("a");
  link.download = `${name}.png`;
  link.href = canvas.toDataURL("image/png");
  link.click();
}

function addressOf(svg, width, height) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}

function load(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });
}
