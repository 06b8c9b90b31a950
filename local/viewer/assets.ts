import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The files of the page by path: those of `public/`, and the chart library. Read once, so no request names a file. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const own = join(__dirname, "public");
  const uplot = dirname(require.resolve("uplot/dist/uPlot.esm.js"));
  const files = [
    ...readdirSync(own)
      .filter((name) => extname(name) in types)
      .map((name) => [`/${name}`, join(own, name)] as const),
    ["/vendor/uPlot.mjs", join(uplot, "uPlot.esm.js")] as const,
    ["/vendor/uPlot.css", join(uplot, "uPlot.min.css")] as const,
  ];
  const assets = new Map(files.map(([path, file]) => [path, asset(file)]));
  const index = assets.get("/index.html");
  return index === undefined ? assets : assets.set("/", index);
}

function asset(file: string): Asset {
  return { type: types[extname(file)] ?? "application/octet-stream", body: readFileSync(file) };
}
