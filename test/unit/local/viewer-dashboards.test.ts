import { useViewer } from "./viewer-stand";

const { asked, answers, start, get } = useViewer();

describe("dashboards", () => {
  test("a chart is asked for over time, on whole steps, with the values of variables", async () => {
    await start();
    answers["query_range"] = {
      resultType: "matrix",
      result: [{ metric: { run: "r1" }, values: [] }],
    };
    const { body } = await get("/api/panel?dashboard=runs&panel=1&range=600&var-job=a.b&var-job=c");
    const { searchParams } = asked.at(-1)!;
    expect(searchParams.get("query")).toBe('loss{job=~"(a\\\\.b|c)"}');
    expect(Number(searchParams.get("end")) - Number(searchParams.get("start"))).toBe(600);
    expect(Number(searchParams.get("start")) % Number(searchParams.get("step"))).toBe(0);
    expect(body.lines).toMatchObject([{ name: "r1 loss", labels: { run: "r1" } }]);
    expect(body.lines[0].values).toHaveLength(body.times.length);
  });

  test("gaps stay gaps and what is no number keeps its name", async () => {
    await start();
    await get("/api/panel?dashboard=runs&panel=1&range=60");
    const at = Number(asked.at(-1)!.searchParams.get("start"));
    answers["query_range"] = {
      resultType: "matrix",
      result: [
        {
          metric: {},
          values: [
            [at + 2, "1.5"],
            [at + 5, "NaN"],
            [at + 6, "+Inf"],
          ],
        },
      ],
    };
    const { body } = await get("/api/panel?dashboard=runs&panel=1&range=60");
    const values: readonly unknown[] = body.lines[0].values;
    expect(values.filter((value) => value !== null)).toEqual([1.5, "NaN", "+Inf"]);
    expect(body.times[values.indexOf(1.5)]).toBe(at + 2);
  });

  test("a number is asked for once, now", async () => {
    await start();
    const { body } = await get("/api/panel?dashboard=runs&panel=2");
    expect(asked.at(-1)!.pathname).toBe("/api/v1/query");
    expect(body.lines).toEqual([
      { refId: "A", name: 'up{job="a"}', labels: { __name__: "up", job: "a" }, values: [1] },
    ]);
  });

  test("choices are those of Prometheus; what was chosen and is gone is dropped", async () => {
    await start();
    const { body } = await get("/api/choices?dashboard=runs&var-job=gone");
    expect(asked.at(-1)!.searchParams.get("match[]")).toBe("up");
    expect(body).toMatchObject([{ name: "job", options: ["a", "b"], selected: ["a"] }]);
    const kept = await get("/api/choices?dashboard=runs&var-job=b&var-job=a");
    expect(kept.body[0].selected).toEqual(["b", "a"]);
  });

  test("marks are the spans in which their expression has a value", async () => {
    await start();
    await get("/api/marks?dashboard=runs&range=60");
    const at = Number(asked.at(-1)!.searchParams.get("start"));
    const values = [1, 2, 3, 20, 21].map((offset) => [at + offset, "1"]);
    answers["query_range"] = {
      resultType: "matrix",
      result: [{ metric: { alertname: "Loss" }, values }],
    };
    const { body } = await get("/api/marks?dashboard=runs&range=60");
    expect(body).toEqual([
      { name: "Loss", color: "red", from: at + 1, to: at + 3 },
      { name: "Loss", color: "red", from: at + 20, to: at + 21 },
    ]);
  });

  test("a query that fails says which and why", async () => {
    await start();
    delete answers["query_range"];
    expect(await get("/api/panel?dashboard=runs&panel=1")).toEqual({
      status: 502,
      body: { error: "query A: Prometheus: no such thing" },
    });
  });

  test.each([
    ["dashboard=other&panel=1", 404, /no such dashboard/],
    ["dashboard=runs&panel=9", 404, /no such panel/],
    ["dashboard=runs&panel=1&range=1e9", 400, /whole seconds from 60/],
    ["dashboard=runs&panel=1&range=5m", 400, /whole seconds from 60/],
  ])("%s is refused with %d", async (query, status, error) => {
    await start();
    const answer = await get(`/api/panel?${query}`);
    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(error) } });
    expect(asked).toEqual([]);
  });
});
