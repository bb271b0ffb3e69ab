/** Boot epochs kept of one device: more of them than a device has within a leader's life say nothing. */
const epochsMax = 32;

/**
 * Notices two machines with one identity. Every start of a device has a boot epoch of its own, so that
 * one which comes back after another has been there is of a second machine: a restart never goes back,
 * and a connection that was half open comes back with the same one.
 */
export class BootWatch {
  /** By device, in the order in which they were first seen; the present one last. */
  readonly #seen = new Map<string, string[]>();
  readonly #clones = new Set<string>();

  /** A device has said hello. True where it has just been found to be two. */
  online(deviceId: string, bootEpoch: string): boolean {
    const epochs = this.#seen.get(deviceId) ?? [];
    this.#seen.set(deviceId, epochs);
    if (epochs.at(-1) === bootEpoch) return false;
    const isBack = epochs.includes(bootEpoch);
    epochs.push(bootEpoch);
    if (epochs.length > epochsMax) epochs.shift();
    if (!isBack || this.#clones.has(deviceId)) return false;
    this.#clones.add(deviceId);
    return true;
  }

  /** Those that were found to be two. */
  clones(): string[] {
    return [...this.#clones];
  }

  /** The site has it no more; if it comes back, it is by a person's word. */
  forget(deviceId: string): void {
    this.#seen.delete(deviceId);
    this.#clones.delete(deviceId);
  }
}
