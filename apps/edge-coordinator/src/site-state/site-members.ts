import type { SiteManifest } from '@eyrie/contracts';
import type { SiteStateMachine } from './site-state-machine.ts';
import type { SiteState } from './site-state.ts';

/** A manifest whose founding voters are fixed: what a coordinator can run with. */
export type FoundedManifest = SiteManifest & {
  foundingVoters: NonNullable<SiteManifest['foundingVoters']>;
};

/**
 * Who belongs to the site: by what the coordinators agreed on, and until they have agreed for the
 * first time by what the site was founded with.
 */
export class SiteMembers {
  readonly #founding: FoundedManifest;
  readonly #machine: SiteStateMachine;
  #devices: { readonly of: SiteManifest; readonly ids: ReadonlySet<string> } | null = null;

  constructor(founding: FoundedManifest, machine: SiteStateMachine) {
    this.#founding = founding;
    this.#machine = machine;
  }

  get manifest(): SiteManifest {
    return this.#machine.state.manifest ?? this.#founding;
  }

  has(deviceId: string): boolean {
    const { manifest } = this;
    if (this.#devices?.of !== manifest) {
      const ids = new Set(manifest.devices.map((device) => device.deviceId));
      this.#devices = { of: manifest, ids };
    }
    return this.#devices.ids.has(deviceId);
  }

  onChange(listener: (state: SiteState) => void): () => void {
    return this.#machine.onChange(listener);
  }
}
