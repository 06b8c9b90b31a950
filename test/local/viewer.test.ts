import type { Browser, Locator } from "playwright-core";
import { trainingDashboard } from "../../dashboards";
import type { Delivery, TimelineEvent } from "../../local/contracts";
import { poll } from "../../local/poll";
import { startViewer, type Viewer } from "../../local/viewer/server";
import { fillPanels, openBrowser, type View, visit, type Visit } from "./browser";
import { type Stand, startStand } from "./stand";

const wide: View = { width: 1280, height: 900, scheme: "light" };
const run = { namespace: "training", job: "digits", run_id: "sgd" };
/** An attack where a label may hold any text. */
const rude = `<img src=x onerror="document.title='broken'">`;

let loss = 0.5;
let stand: Stand;
let viewer: Viewer;
let browser: Browser;
let timeline: TimelineEvent[] = [];
const deliveries: Delivery[] = [];
const listeners = new Set<(delivery: Delivery) => void>();

function exposition(): string {
  const labels = (more: object) =>
    Object.entries({ ...run, ...more })
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(",");
  return [
    `run:training_loss:current{${labels({})}} ${loss}`,
    `run:training_loss:current{${labels({ run_id: rude })}} 0.25`,
    `run:training_loss:baseline{${labels({})}} 0.4`,
    `run:training_step:current{${labels({})}} 1234`,
    ...["0.1", "1", "+Inf"].map((le, i) => `latency_bucket{le="${le}"} ${10 * i + 1}`),
    `training_phase{${labels({ phase: "train" })}} 1`,
    "",
  ].join("\n");
}

/** Kinds of panels that the dashboard of training runs lacks, and a query that fails. */
const extra = {
  title: "More kinds",
  panels: [
    {
      ...{ id: 1, type: "heatmap", title: "Distribution", gridPos: { x: 0, y: 0, w: 12, h: 8 } },
      targets: [
        {
          refId: "A",
          expr: "latency_bucket",
          legendFormat: "{{le}}",
        },
      ],
    },
    {
      ...{ id: 2, type: "table", title: "Jobs", gridPos: { x: 12, y: 0, w: 12, h: 8 } },
      targets: [{ refId: "A", expr: "up", instant: true }],
    },
    {
      ...{ id: 3, type: "timeseries", title: "Wrong", gridPos: { x: 0, y: 8, w: 12, h: 8 } },
      targets: [{ refId: "A", expr: "rate(up)" }],
    },
    {
      ...{ id: 4, type: "timeseries", title: "Nothing", gridPos: { x: 12, y: 8, w: 12, h: 8 } },
      targets: [{ refId: "A", expr: "no_such_series" }],
    },
  ],
};

beforeAll(async () => {
  stand = await startStand(exposition);
  viewer = await startViewer({
    ...{ port: 0, prometheusUrl: stand.url, alertmanagerUrl: "http://127.0.0.1:2" },
    dashboards: [
      { name: "training", json: trainingDashboard({}) },
      { name: "more", json: extra },
    ],
    receiver: {
      deliveries,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    status: () => ({
      ...{ scenario: "lr-too-high", about: "The loss diverges.", phase: "running", timeline },
    }),
    links: { Prometheus: stand.url },
    ...{ scrapeIntervalSeconds: 1, everyMs: 250 },
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await viewer?.close();
  await stand?.close();
});

let open: Visit | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function look(view: View = wide): Promise<Visit> {
  open = await visit(browser, viewer.url, view);
  await open.page.locator("#connection[data-state=live]").waitFor();
  return open;
}

/** What a page in order does not do. */
function expectQuiet({ complaints, requests }: Visit): void {
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => new URL(url).origin !== viewer.url)).toEqual([]);
}

test("shows targets that are up and those that are not, with the reason", async () => {
  const { page } = await look();
  const targets = page.getByRole("region", { name: "Targets" });
  await targets.getByRole("row", { name: "digits 1 / 1" }).waitFor();
  const gone = targets.getByRole("row", { name: "gone 0 / 1" });
  await gone.getByText("connection refused").waitFor();
  await page.getByRole("link", { name: "1 / 2 targets up" }).waitFor();
  expectQuiet(open!);
});

test("follows an alert from pending to firing to delivered", async () => {
  const { page } = await look();
  const stages = page.locator(".stages[data-alert=TrainingLossDiverging]");
  await page.getByText("Scenario lr-too-high").waitFor();
  await page.locator("[data-alert=Watchdog]").waitFor();
  expect(await page.locator("[data-alert=TrainingLossDiverging]").count()).toBe(0);

  loss = 40;
  const labels = { ...run, alertname: "TrainingLossDiverging", severity: "critical", team: "ml" };
  const event = (seconds: number, kind: TimelineEvent["event"]): TimelineEvent => ({
    ...{ seconds, event: kind, name: "TrainingLossDiverging", labels },
  });
  timeline = [{ seconds: 1, event: "fault", name: "learning rate 5" }];
  viewer.update();
  const alert = page.getByRole("listitem").filter({ hasText: "sgd diverges" });
  await alert.and(page.locator("[data-state=pending]")).waitFor();
  timeline = [...timeline, event(3, "pending")];
  await alert.and(page.locator("[data-state=firing]")).waitFor();
  await page
    .locator("#announcements")
    .getByText("TrainingLossDiverging is firing")
    .waitFor({ state: "attached" });
  timeline = [...timeline, event(5.5, "firing")];
  await stages.and(page.locator("[data-stage=firing]")).waitFor();
  await page.getByRole("link", { name: "1 firing" }).waitFor();
  expect(await page.title()).toBe("(1) mlwatch");

  const delivery: Delivery = {
    ...{ at: Date.now(), receiver: "default", status: "firing", alert: "TrainingLossDiverging" },
    ...{ labels: { ...labels, cluster: "local" }, annotations: {} },
  };
  timeline = [...timeline, event(7.1, "delivered")];
  deliveries.push(delivery);
  for (const listener of listeners) listener(delivery);
  await page
    .getByRole("region", { name: "Deliveries" })
    .getByRole("row", { name: /TrainingLossDiverging/ })
    .waitFor();
  await stages.getByText("6.1 s from fault to delivery").waitFor();
  expect(await alert.innerText()).toMatch(
    /critical[\s\S]*The loss is 40[\s\S]*run_id=sgd[\s\S]*Delivered\s+\d\d:/,
  );
  const runbook = alert.getByRole("link", { name: "TrainingLossDiverging.md" });
  expect(await runbook.getAttribute("href")).toBe(
    "https://runbooks.example/TrainingLossDiverging.md",
  );
  expectQuiet(open!);
});

test("draws the dashboard of training runs from live queries", async () => {
  const { page } = await look();
  /** Panels are filled while they are in view. */
  const panel = async (title: string) => {
    const heading = page.getByRole("heading", { name: title, exact: true });
    const found = page.locator(".panel").filter({ has: heading });
    await found.scrollIntoViewIfNeeded();
    return found;
  };
  const chart = await panel("Loss");
  await chart.getByRole("row", { name: /sgd diverging above 0\.6/ }).waitFor();
  await chart.getByRole("img", { name: /^Loss, newest values: .*sgd train \d/ }).waitFor();
  await drawn(chart, "sgd train");
  await (await panel("Step now")).getByText("1,234").waitFor();
  await (await panel("Phase")).getByText("active").first().waitFor();
  await (await panel("Samples per second")).getByText("no data").waitFor();

  // A text in a label stays a text; one run can be chosen.
  const now = await panel("Loss now");
  await now.getByText(rude).waitFor();
  await page.getByLabel("run_id").selectOption("sgd");
  await now.scrollIntoViewIfNeeded();
  await now.getByText(rude).waitFor({ state: "detached" });
  await now.getByRole("strong").waitFor();
  expect(await page.title()).not.toBe("broken");
  expectQuiet(open!);
});

test("draws the other kinds of panels, and says what failed", async () => {
  const { page, requests } = await look();
  await page.getByRole("tab", { name: "More kinds" }).click();
  await page.locator(".panel[data-panel='3'] .problem").waitFor();
  await fillPanels(page);
  expect(await page.locator(".panel[data-panel='3']").innerText()).toMatch(
    /query A: Prometheus:.*expected type range vector/,
  );
  expect(await page.locator(".panel[data-panel='4']").innerText()).toContain("no data");
  const cells = await page.locator(".panel[data-panel='2'] td").allInnerTexts();
  expect(cells).toEqual(expect.arrayContaining(["digits", "1", "gone", "0"]));
  expect(
    await page.locator(".panel[data-panel='1'] [role=img]").getAttribute("aria-label"),
  ).toMatch(/heatmap of \d+ buckets/);
  expect(requests.filter((url) => url.includes("rate("))).toEqual([]);
  // Tabs are moved by keys.
  await page.getByRole("tab", { name: "More kinds" }).press("ArrowLeft");
  await page.locator("[role=tab][aria-selected=true]").getByText("Training run").waitFor();
});

test.each([
  { width: 400, height: 800, scheme: "light" },
  { width: 1280, height: 900, scheme: "dark" },
] as const)("fits $width pixels in the $scheme scheme", async (view) => {
  const { page } = await look(view);
  await fillPanels(page);
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(view.width);
  const background = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const [red = 0] = background.match(/\d+/g)!.map(Number);
  expect(red < 128).toBe(view.scheme === "dark");
  expectQuiet(open!);
});

test("texts have the contrast of WCAG AA in both schemes", async () => {
  for (const scheme of ["light", "dark"] as const) {
    const { page, close } = await look({ ...wide, scheme });
    await page.locator("[data-alert]").first().waitFor();
    expect(await page.evaluate<readonly string[]>(tooFaint)).toEqual([]);
    await close();
  }
});

/** Waits until points of a chart have the colour of a line, by its name: axes and grid do not count. */
async function drawn(chart: Locator, line: string): Promise<void> {
  const row = chart.getByRole("row", { name: line });
  const color = await row.locator(".swatch").getAttribute("style");
  const selector = `.panel[data-panel="${await chart.getAttribute("data-panel")}"] canvas`;
  // Asked from outside: the page's policy forbids the evaluation that `waitForFunction` repeats in it.
  const script = `(() => {
    const canvas = document.querySelector(${JSON.stringify(selector)});
    // Read from a copy: of a canvas that is read again and again the browser complains, and the page would seem to.
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const color = [1, 3, 5].map((at) => parseInt(${JSON.stringify(/#\w{6}/.exec(color!)![0])}.slice(at, at + 2), 16));
    const near = (at) => data[at + 3] > 60 && color.every((part, i) => Math.abs(data[at + i] - part) < 30);
    return Array.from({ length: data.length / 4 }, (_, i) => 4 * i).filter(near).length > 20;
  })()`;
  await poll({ what: `the line ${line}`, limitMs: 30_000, everyMs: 50 }, async () =>
    (await chart.page().evaluate<boolean>(script)) ? { found: true } : { waiting: "not drawn" },
  );
}

/** Texts whose contrast with what is behind them is below 4.5. */
const tooFaint = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((v) => {
      const part = v / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .flatMap((e) => {
      const [a, b] = [rgb(getComputedStyle(e).color), behind(e)].map(luminance).sort((x, y) => y - x);
      const contrast = (a + 0.05) / (b + 0.05);
      return contrast < 4.5 ? [e.tagName + "." + e.className + " " + e.textContent.slice(0, 30) + " " + contrast.toFixed(2)] : [];
    });
})()`;
