/** How many uploads run at the same time: a slow uplink gains nothing from more of them. */
export class UploadSlots {
  readonly #most: number;
  readonly #perDeviceMost: number;
  readonly #perDevice = new Map<string, number>();
  #taken = 0;

  constructor(most: number, perDeviceMost: number) {
    this.#most = most;
    this.#perDeviceMost = perDeviceMost;
  }

  get taken(): number {
    return this.#taken;
  }

  /** False when there is none; else `release` must follow. */
  take(deviceId: string): boolean {
    const own = this.#perDevice.get(deviceId) ?? 0;
    if (this.#taken >= this.#most || own >= this.#perDeviceMost) return false;
    this.#taken += 1;
    this.#perDevice.set(deviceId, own + 1);
    return true;
  }

  release(deviceId: string): void {
    this.#taken -= 1;
    const own = (this.#perDevice.get(deviceId) ?? 1) - 1;
    if (own > 0) this.#perDevice.set(deviceId, own);
    else this.#perDevice.delete(deviceId);
  }
}
