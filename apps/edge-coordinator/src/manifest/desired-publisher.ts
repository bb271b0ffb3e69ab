import type { DesiredConfiguration, SiteManifest } from '@eyrie/contracts';

/** Which retained `config/desired` messages a broker has to be given; null takes one back. */
export interface DesiredChange {
  readonly deviceId: string;
  readonly message: DesiredConfiguration | null;
}

/** Follows what one broker has retained, so that each version is published once. */
export class DesiredPublisher {
  readonly #published = new Map<string, number>();

  /** The changes that bring the broker to what the manifest says. */
  changesFor(manifest: SiteManifest): DesiredChange[] {
    const changes: DesiredChange[] = [];
    const desired = new Set<string>();
    for (const { deviceId, version, configuration } of manifest.desired) {
      desired.add(deviceId);
      if (this.#published.get(deviceId) === version) continue;
      this.#published.set(deviceId, version);
      changes.push({ deviceId, message: { version, configuration } });
    }
    for (const deviceId of this.#published.keys()) {
      if (desired.has(deviceId)) continue;
      this.#published.delete(deviceId);
      changes.push({ deviceId, message: null });
    }
    return changes;
  }
}
