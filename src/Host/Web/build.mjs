// Builds what browsers load, into wwwroot/lib: scripts and styles bundled, fonts cut down to what is shown, everything
// named by its content and compressed beforehand. Run by the project file; `node Web/build.mjs` does the same by hand.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const web = path.dirname(fileURLToPath(import.meta.url));
const host = path.dirname(web);
const modules = path.join(host, "node_modules");
const output = path.join(host, "wwwroot", "lib");
const lock = path.join(host, "wwwroot", ".building");

await alone(async () => {
  const sources = digest([...sourceFiles()].map((file) => fs.readFileSync(file)).join("\0"));
  if (isCurrent(sources)) return;
  install();
  write(await build(), sources);
});

/** Two builds may begin at once, of Debug and of Release: the second waits, and mostly finds the work done. */
async function alone(work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (let waited = 0; ; waited++) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      // Whoever made it touches nothing for five minutes only where it was killed.
      if (Date.now() - fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs > 300_000) fs.rmSync(lock, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    await work();
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

function* sourceFiles() {
  yield path.join(host, "package-lock.json");
  for (const entry of fs.readdirSync(web, { recursive: true, withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (entry.isFile()) yield path.join(entry.parentPath ?? entry.path, entry.name);
}

/** Whether the output was made of these very sources; it is then marked as looked at. */
function isCurrent(sources) {
  const names = path.join(output, "names.json");
  const mark = path.join(output, ".sources");
  if (!fs.existsSync(names) || !fs.existsSync(mark) || fs.readFileSync(mark, "utf8") !== sources) return false;
  fs.utimesSync(names, new Date(), new Date());
  return true;
}

/** Fetches the libraries that the lock file names, unless they are here already. */
function install() {
  const wanted = digest(fs.readFileSync(path.join(host, "package-lock.json")));
  const mark = path.join(modules, ".nexus-lock");
  if (fs.existsSync(mark) && fs.readFileSync(mark, "utf8") === wanted) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], {
    cwd: host,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  fs.writeFileSync(mark, wanted);
}

/** @returns {Promise<Map<string, Buffer>>} Contents by the name that pages call them. */
async function build() {
  const { build: bundle } = await import("esbuild");
  const fonts = await cutFonts();
  const common = { bundle: true, minify: true, write: false, format: "esm", target: "es2022", legalComments: "none" };
  const files = new Map();
  for (const [name, content] of fonts) files.set(name, content);

  // A page's own script is small and comes first; charts come when they are needed.
  for (const entry of entries(".js")) {
    const built = await bundle({ ...common, entryPoints: [path.join(web, entry)], nodePaths: [modules] });
    files.set(entry, Buffer.from(built.outputFiles[0].contents));
  }
  for (const entry of entries(".css")) {
    const built = await bundle({
      ...common,
      entryPoints: [path.join(web, entry)],
      external: ["*.woff2"],
      loader: { ".css": "css" },
    });
    const text = built.outputFiles[0].text.replace(/url\("?([\w-]+\.woff2)"?\)/g, (_, font) => `url(${hashed(font, fonts.get(font))})`);
    files.set(entry, Buffer.from(text));
  }
  return files;
}

/** Entry points: the files beside this one; what is in folders below is imported by them. */
function entries(extension) {
  return fs.readdirSync(web).filter((name) => name.endsWith(extension));
}

/**
 * Inter in three files that browsers fetch when they meet a letter of theirs: what English pages are written in, the other
 * letters of western Europe, and the rest of the Latin ones. Of its features those that the style sheet asks for are kept.
 */
async function cutFonts() {
  const { default: cut } = await import("subset-font");
  const inter = (part) => fs.readFileSync(path.join(modules, "@fontsource-variable/inter/files", `inter-${part}-wght-normal.woff2`));
  const options = {
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 700 } },
    keepFeatures: ["ccmp", "cv05", "cv11", "kern", "mark", "tnum"],
    noHinting: true,
  };
  const letters = (...codes) => String.fromCodePoint(...codes);
  return new Map([
    ["inter.woff2", await cut(inter("latin"), `${letters(...range(0x20, 0x7e), 0xa0)}·–—‘’“”„•…€−←↑→↓`, options)],
    ["inter-west.woff2", await cut(inter("latin"), letters(...range(0xa1, 0xb6), ...range(0xb8, 0xff)), options)],
    ["inter-ext.woff2", await cut(inter("latin-ext"), letters(...range(0x100, 0x24f), ...range(0x1e00, 0x1eff)), options)],
  ]);
}

function* range(first, last) {
  for (let code = first; code <= last; code++) yield code;
}

/** Writes the files anew and, last of all, the list of their names, which says that the rest is complete. */
function write(files, sources) {
  fs.rmSync(output, { recursive: true, force: true });
  fs.mkdirSync(output, { recursive: true });
  const names = {};
  for (const [name, content] of files) {
    const file = (names[name] = hashed(name, content));
    fs.writeFileSync(path.join(output, file), content);
    if (name.endsWith(".woff2")) continue;
    const brotli = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } };
    fs.writeFileSync(path.join(output, `${file}.br`), zlib.brotliCompressSync(content, brotli));
    fs.writeFileSync(path.join(output, `${file}.gz`), zlib.gzipSync(content, { level: 9 }));
  }
  fs.writeFileSync(path.join(output, ".sources"), sources);
  fs.writeFileSync(path.join(output, "names.json"), JSON.stringify(names, null, 2));
}

function hashed(name, content) {
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}.${digest(content).slice(0, 10)}${name.slice(dot)}`;
}

function digest(content) {
  return createHash("sha256").update(content).digest("hex");
}
