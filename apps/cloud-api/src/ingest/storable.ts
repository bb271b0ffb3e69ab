/** NUL and halves of surrogate pairs are valid in JSON, and Postgres keeps neither. */
const unstorableText = /[\0\p{Surrogate}]/u;

/** Whether Postgres can keep all texts of a value out of JSON. */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !unstorableText.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([key, inner]) => !unstorableText.test(key) && isStorable(inner),
  );
}
