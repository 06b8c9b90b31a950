/** Columns of a terminal that tables fit into. */
const WIDTH = 120;

/**
 * A table in Markdown, or as many as it takes for none to be wider than a terminal; each begins with the first column.
 */
export function narrow(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const columns = heads.map((head, i) =>
    padded(
      head,
      rows.map((row) => row[i] ?? ""),
    ),
  );
  const [names = [], ...others] = columns;
  const result: (readonly string[])[][] = [];
  for (const cells of others) {
    const last = result.at(-1);
    if (last && width([...last, cells]) <= WIDTH) last.push(cells);
    else result.push([names, cells]);
  }
  return result.map((cells) =>
    names.map((_, row) => `| ${cells.map((own) => own[row] ?? "").join(" | ")} |`).join("\n"),
  );
}

function width(columns: readonly (readonly string[])[]): number {
  return columns.reduce((sum, [head = ""]) => sum + head.length + 3, 1);
}

/** The cells of a column, head and rule first, all of one width. */
function padded(head: string, cells: readonly string[]): readonly string[] {
  const length = Math.max(3, head.length, ...cells.map((cell) => cell.length));
  return [head.padEnd(length), "-".repeat(length), ...cells.map((cell) => cell.padEnd(length))];
}
