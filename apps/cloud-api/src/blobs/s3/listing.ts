export interface Listing {
  readonly objects: readonly { readonly key: string; readonly storedAtMs: number }[];
  /** To go on with; null at the end. */
  readonly next: string | null;
}

/**
 * A page of `ListObjectsV2`. Its keys are ours (ids and hashes below a prefix), so that nothing in it needs more of
 * XML than its five entities. Throws where it is no such page: an answer that is not understood is not an empty one.
 */
export function parseListing(xml: string): Listing {
  if (!/<ListBucketResult[\s>]/.test(xml)) throw new Error(`No listing: ${xml.slice(0, 200)}`);
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = '']) => {
    const key = textIn(entry, 'Key');
    const storedAtMs = Date.parse(textIn(entry, 'LastModified') ?? '');
    if (key === null || Number.isNaN(storedAtMs)) throw new Error(`No object: ${entry}`);
    return { key, storedAtMs };
  });
  const isCut = textIn(xml, 'IsTruncated') === 'true';
  const next = isCut ? textIn(xml, 'NextContinuationToken') : null;
  if (isCut && next === null) throw new Error('A listing that goes on does not say where.');
  return { objects, next };
}

function textIn(xml: string, element: string): string | null {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return (
    text?.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '') ?? null
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
