import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { devDependencies } from "../../package.json";

const version = devDependencies["@sparticuz/chromium"];
const cache = join(__dirname, "../../.mlwatch/browser");

/** How the page is looked at. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
}

/** An open page, and what went on in it. */
export interface Visit {
  readonly page: Page;
  /** What the console and uncaught errors said; a page in order says nothing. */
  readonly complaints: readonly string[];
  /** Addresses of everything that was asked for. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Starts Chromium without a window: that of `MLWATCH_BROWSER`, else the one that the npm package carries (Linux on
 * x86-64), unpacked once below `.mlwatch/`.
 * @throws Error that says what to do where it does not start
 */
export async function openBrowser(): Promise<Browser> {
  const own = process.env["MLWATCH_BROWSER"];
  try {
    const home = own === undefined ? await unpacked() : undefined;
    return await chromium.launch({
      executablePath: own ?? join(home ?? "", "chromium"),
      // Tests run as root in containers, where the sandbox of Chromium cannot start.
      args: ["--no-sandbox", "--disable-gpu", "--no-zygote"],
      env: {
        ...process.env,
        ...(home === undefined ? {} : { FONTCONFIG_FILE: join(home, "fonts.conf") }),
      },
    });
  } catch (error) {
    throw new Error(
      `the browser for the test of the page does not start (${own ?? `@sparticuz/chromium ${version}`} on ` +
        `${process.platform} ${process.arch}): set MLWATCH_BROWSER to the path of a Chrome or Chromium`,
      { cause: error },
    );
  }
}

/** The directory with the unpacked browser and its fonts. */
async function unpacked(): Promise<string> {
  const home = join(cache, version);
  if (existsSync(home)) return home;
  mkdirSync(cache, { recursive: true });
  // Elsewhere first: an unpacking that was interrupted must not be taken for a browser.
  const scratch = mkdtempSync(join(cache, "unpacking-"));
  try {
    // The package is an ES module and unpacks into the directory for temporary files.
    const script = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath()';
    await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd: __dirname,
      env: { ...process.env, TMPDIR: scratch },
    });
    const directories = [join(home, "fonts"), "/usr/share/fonts"].map((d) => `<dir>${d}</dir>`);
    writeFileSync(
      join(scratch, "fonts.conf"),
      `<?xml version="1.0"?>\n<fontconfig>${directories.join("")}<cachedir>${join(home, "fonts-cache")}</cachedir></fontconfig>\n`,
    );
    // Another test may have been faster; its browser is as good.
    if (!existsSync(home)) renameSync(scratch, home);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return home;
}

/** Opens an address and writes down what the page complains about and asks for. */
export async function visit(browser: Browser, url: string, view: View): Promise<Visit> {
  const { width, height, scheme } = view;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    // Where LANG is C the browser has a language that its own formats refuse.
    locale: "en-GB",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, complaints, requests, close: () => context.close() };
}

/** Scrolls through the page, since panels are filled when they come into view, and waits until all are. */
export async function fillPanels(page: Page): Promise<void> {
  for (const panel of await page.locator(".panel").all()) {
    await panel.scrollIntoViewIfNeeded();
    await panel.and(page.locator("[data-state], [data-type=text]")).waitFor();
  }
  await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })");
}

/** Takes a picture of the page: what fits the view, or all of it. */
export async function takePicture(
  browser: Browser,
  url: string,
  file: string,
  view: View & { readonly whole?: boolean },
): Promise<void> {
  const { page, close } = await visit(browser, url, view);
  try {
    await page.locator("#connection[data-state=live]").waitFor();
    await fillPanels(page);
    await page.screenshot({ path: file, fullPage: view.whole === true });
  } finally {
    await close();
  }
}
