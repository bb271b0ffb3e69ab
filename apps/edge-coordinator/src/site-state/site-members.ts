import type { SiteManifest } from '@eyrie/contracts';
import { foundersAsCoordinators, type Coordinators } from './coordinators.ts';
import type { FoundedManifest } from './manifest.ts';
import type { SiteStateMachine } from './site-state-machine.ts';
import type { SiteState } from './site-state.ts';

/**
 * Who belongs to the site: by what the coordinators agreed on, and until they have agreed for the
 * first time by what the site was founded with.
 */
export class SiteMembers {
  readonly #founding: FoundedManifest;
  readonly #machine: SiteStateMachine;
  readonly #founders: Coordinators;
  #devices: { readonly of: SiteManifest; readonly ids: ReadonlySet<string> } | null = null;

  constructor(founding: FoundedManifest, machine: SiteStateMachine) {
    this.#founding = founding;
    this.#machine = machine;
    this.#founders = foundersAsCoordinators(founding.foundingVoters, 0);
  }

  get manifest(): SiteManifest {
    return this.#machine.state.manifest ?? this.#founding;
  }

  /** As applied here: after a start that is what the founding said, until the log was applied again. */
  get coordinators(): Coordinators {
    const { coordinators } = this.#machine.state;
    return coordinators.size > 0 ? coordinators : this.#founders;
  }

  has(deviceId: string): boolean {
    const { manifest } = this;
    if (this.#devices?.of !== manifest) {
      const ids = new Set(manifest.devices.map((device) => device.deviceId));
      this.#devices = { of: manifest, ids };
    }
    return this.#devices.ids.has(deviceId);
  }

  /** Whether the site turns that certificate of a device away (serial as X.509 has it, hexadecimal). */
  hasRevoked(deviceId: string, serial: string): boolean {
    const device = this.manifest.devices.find((one) => one.deviceId === deviceId);
    return device?.revokedCertificates?.includes(serial.toLowerCase()) ?? false;
  }

  onChange(listener: (state: SiteState) => void): () => void {
    return this.#machine.onChange(listener);
  }
}
