import { formatValue, present } from "../../../local/viewer/public/units.mjs";

describe("formatValue", () => {
  test.each([
    [null, "s", "no data"],
    ["NaN", "s", "NaN"],
    ["+Inf", "short", "∞"],
    ["-Inf", "short", "−∞"],
    [0, "s", "0 s"],
    [0.0000004, "s", "0.4 µs"],
    [0.0123, "s", "12.3 ms"],
    [1.5, "s", "1.5 s"],
    [-90, "s", "-90 s"],
    [180, "s", "3 min"],
    [7200, "s", "2 h"],
    [259_200, "s", "3 d"],
    [250, "ms", "250 ms"],
    [0.0123, "percentunit", "1.23 %"],
    [87.5, "percent", "87.5 %"],
    [1536, "bytes", "1.5 KiB"],
    [-1536, "bytes", "-1.5 KiB"],
    [40_960, "mbytes", "40 GiB"],
    [0, "mbytes", "0 MiB"],
    [1500, "decbytes", "1.5 kB"],
    [1234, "short", "1.23 K"],
    [12, "reqps", "12 req/s"],
    [2500, "cps", "2.5 K /s"],
    [71, "celsius", "71 °C"],
    [1200, "watt", "1.2 kW"],
    [350, "watt", "350 W"],
    [1_410_000_000, "hertz", "1.41 GHz"],
    [5170, "none", "5,170"],
    [0.00001, "none", "1.0e-5"],
    [3, "furlongs", "3 furlongs"],
  ])("%p in %p is %p", (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  test("the decimals that a panel asks for win", () => {
    expect(formatValue(1.23456, "s", 1)).toBe("1.2 s");
  });
});

describe("present", () => {
  const field = {
    unit: "none",
    thresholds: [
      { value: null, color: "red" },
      { value: 1, color: "green" },
    ],
    mappings: [
      { from: 2, to: 2, text: "two", color: "blue" },
      { from: 10, to: null, text: "many" },
      { from: null, to: null, special: "nan", text: "broken" },
    ],
  };

  test.each([
    [0, "0", "red"],
    [1, "1", "green"],
    [2, "two", "blue"],
    [11, "many", "green"],
    ["NaN", "broken", undefined],
    [null, "no data", undefined],
  ])("%p is %p in %p", (value, text, color) => {
    expect(present(value, field)).toEqual({ text, color });
  });
});
