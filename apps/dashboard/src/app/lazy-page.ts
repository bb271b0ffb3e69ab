import { lazyRouteComponent } from '@tanstack/react-router';

const importers: (() => Promise<unknown>)[] = [];

/** A page whose code comes when somebody goes there, or with `loadPagesAhead`. */
export const lazyPage: typeof lazyRouteComponent = (importer, exportName) => {
  importers.push(importer);
  return lazyRouteComponent(importer, exportName);
};

/**
 * Fetches the code of all pages, one at a time, once the first one stands: whoever loses the network
 * afterwards can still go anywhere and see what was known.
 */
export async function loadPagesAhead(): Promise<void> {
  for (const load of importers) {
    // What cannot be had now is asked for again when somebody goes there.
    await load().catch(() => undefined);
  }
}
