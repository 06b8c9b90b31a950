/** Ends of a confidence interval. */
export type Interval = readonly [low: number, high: number];

/** Probability that is left out on each side of an interval. */
const TAIL = 0.025;

/**
 * 95 % interval of a share by Clopper and Pearson: the shares under which neither so many nor so few would be found
 * in less than 1 of 40 samples. Exact, hence never too narrow, however few there are.
 */
export function shareInterval(found: number, of: number): Interval {
  if (of === 0) return [0, 1];
  const atMost = (count: number, share: number) =>
    sum(count, (i) => choose(of, i) + power(share, i) + power(1 - share, of - i));
  return [
    found === 0 ? 0 : zero((share) => 1 - atMost(found - 1, share) - TAIL, 0, 1),
    found === of ? 1 : zero((share) => TAIL - atMost(found, share), 0, 1),
  ];
}

/** 95 % interval of the mean of a Poisson distribution of which a count was drawn: exact, by the same rule. */
export function countInterval(count: number): Interval {
  const atMost = (most: number, mean: number) =>
    sum(most, (i) => power(mean, i) - mean - logFactorial(i));
  // Twice the count and a few lie beyond every upper end.
  const beyond = 2 * count + 10;
  return [
    count === 0 ? 0 : zero((mean) => 1 - atMost(count - 1, mean) - TAIL, 0, beyond),
    zero((mean) => TAIL - atMost(count, mean), 0, beyond),
  ];
}

/** Sum of numbers whose logarithms are known, for 0 up to and with `last`: factors alone would leave the floats. */
function sum(last: number, logarithm: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i <= last; i++) total += Math.exp(logarithm(i));
  return total;
}

function choose(of: number, i: number): number {
  return logFactorial(of) - logFactorial(i) - logFactorial(of - i);
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) {
    logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  }
  return logFactorials[n] ?? NaN;
}

function power(base: number, exponent: number): number {
  return exponent === 0 ? 0 : exponent * Math.log(base);
}

/** Where a function that rises from below 0 to above is 0. */
function zero(rising: (x: number) => number, low: number, high: number): number {
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
