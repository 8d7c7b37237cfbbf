/** Saves what a chart shows as a PNG, twice as large as on the screen and with its name above. */
export async function savePicture(figure, name, chart) {
  const plot = figure.querySelector(".chart-plot");
  const style = getComputedStyle(document.body);
  const [width, height, head] = [plot.clientWidth, plot.clientHeight, 40];
  const drawing = await load(chart.getDataURL({ type: "svg" }));
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

function load(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });
}
