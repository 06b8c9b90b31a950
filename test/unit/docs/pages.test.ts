import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { scripts } from "../../../package.json";

const root = path.join(__dirname, "../../..");
const pages = [
  ...readdirSync(root),
  ...readdirSync(path.join(root, "docs"), { encoding: "utf8", recursive: true }).map((file) =>
    path.join("docs", file),
  ),
  "examples/README.md",
].filter((file) => file.endsWith(".md"));

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test("there are pages", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/local.md"]));
});

describe.each(pages)("%s", (page) => {
  const text = readFileSync(path.join(root, page), "utf8");

  it("links to files and headings that exist", () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = "", anchor] = link.split("#");
      const target = path.join(root, path.dirname(page), file);
      if (!existsSync(file === "" ? path.join(root, page) : target)) return true;
      return (
        anchor !== undefined &&
        !anchors(file === "" ? text : readFileSync(target, "utf8")).includes(anchor)
      );
    });
    expect(broken).toEqual([]);
  });

  it("names npm scripts that exist", () => {
    const named = [...text.matchAll(/npm run (?:-\S+ )*([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("names files of the repository that exist", () => {
    const named = [...text.matchAll(/`(\w[\w.-]*\/[\w./-]+)`/g)].map(([, name = ""]) => name);
    const gone = named.filter(
      (name) =>
        existsSync(path.join(root, name.split("/")[0] ?? "")) && !existsSync(path.join(root, name)),
    );
    expect(gone).toEqual([]);
  });
});
