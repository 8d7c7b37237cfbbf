// Every page loads this: htmx, which turns links and forms into quick swaps, and the few manners of our own.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";
import "./app/navigation.js";
import "./app/menus.js";
import "./app/asking.js";
import "./app/toasts.js";
import "./app/chart-loading.js";
import "./app/live.js";
import "./app/keeping.js";
import "./app/pictures.js";
import "./app/board-loading.js";
import "./app/consent.js";
import "./app/uploads.js";
