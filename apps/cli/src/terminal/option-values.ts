import { InvalidArgumentError } from 'commander';

/** Reads the value of an option: a whole number of at least `least`, and at most `most`. */
export function wholeFrom(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    const upTo =
      most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`A whole number, ${upTo}.`);
  };
}

/** An instant or a day: `2026-11-21`, `2026-11-21T06:00Z`. */
export function instant(text: string): string {
  const value = new Date(text);
  if (!Number.isNaN(value.getTime()) && /^\d{4}-\d{2}-\d{2}/.test(text)) return value.toISOString();
  throw new InvalidArgumentError('A day or an instant, such as 2026-11-21 or 2026-11-21T06:00Z.');
}

/** `50`, `true` and `["a"]` are what they look like; everything else is a text. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
