export interface DashboardFile {
  /** Relative to the built dashboard. */
  file: string;
  cacheControl: string;
}

const ofTheApi = /^\/(v1|edge|events|ws|auth|docs|health|livez|readyz|metrics|stats)(\/|$)/;
const assetPath = /^\/[A-Za-z0-9_@-][A-Za-z0-9._@-]*(\/[A-Za-z0-9_@-][A-Za-z0-9._@-]*)*$/;

/** Which file answers a GET, or null where none does. Paths that climb or hide match nothing. */
export function dashboardFile(
  url: string,
  accept: string | undefined,
  exists: (file: string) => boolean,
): DashboardFile | null {
  const address = url.split(/[?#]/, 1)[0] ?? '/';
  if (ofTheApi.test(address)) return null;
  const looksLikeFile = assetPath.test(address) && /\.[A-Za-z0-9]+$/.test(address);
  if (looksLikeFile && exists(address.slice(1))) {
    // Vite names assets by the hash of their content, so a changed one has another name.
    const cacheControl = address.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache';
    return { file: address.slice(1), cacheControl };
  }
  const wantsPage = accept === undefined || /text\/html|\*\/\*/.test(accept);
  if (looksLikeFile || !wantsPage) return null;
  return { file: 'index.html', cacheControl: 'no-cache' };
}
