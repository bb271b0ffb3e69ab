/** What needs no quotes within an array: numbers, UUIDs, instants. The word NULL is not among it. */
const plain = /^(?!null$)[0-9A-Za-z:.+-]+$/i;

/**
 * Values as Postgres reads them into an array. The driver quotes every element; for the thousands of
 * numbers and UUIDs of a batch that is most of the work.
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map(element).join(',')}}`;
}

function element(value: string | number | boolean | null): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return String(value);
  return plain.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
