import type { SiteManifest } from '@eyrie/contracts';
import { setLogLevel, type Logger } from '@eyrie/platform';

/** What it has to know of the site's members. */
interface ManifestSource {
  readonly manifest: SiteManifest;
  onChange(listener: () => void): () => void;
}

/** Lets this coordinator log as much as the site's manifest wants it to, from now on. */
export function followLogLevel(source: ManifestSource, deviceId: string, log: Logger): void {
  let followed: SiteManifest | null = null;
  const follow = (): void => {
    const { manifest } = source;
    if (manifest === followed) return;
    followed = manifest;
    const own = manifest.devices.find((device) => device.deviceId === deviceId);
    setLogLevel(log, own?.logLevel ?? null);
  };
  follow();
  source.onChange(follow);
}
