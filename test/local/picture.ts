/**
 * Takes a picture of the page for the documentation, while `npm start` shows it:
 * `npx tsx test/local/picture.ts http://127.0.0.1:PORT docs/images/page.png`
 */
import { openBrowser, takePicture } from "./browser";

async function main([url, file, scheme = "light"]: readonly string[]): Promise<void> {
  if (url === undefined || file === undefined || (scheme !== "light" && scheme !== "dark")) {
    throw new Error("usage: tsx test/local/picture.ts URL FILE.png [light|dark]");
  }
  const browser = await openBrowser();
  try {
    await takePicture(browser, url, file, { width: 1280, height: 1500, scheme });
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
