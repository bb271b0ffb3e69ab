import type { NodeId, Role } from '../core/types.ts';
import { TransferFailed } from './errors.ts';

interface View {
  readonly role: Role;
  readonly transferringTo: NodeId | null;
}

/** Those who wait for this node to lead no more. */
export class Transfers {
  readonly #look: () => View;
  #waiting: { readonly resolve: () => void; readonly reject: (error: TransferFailed) => void }[] =
    [];

  constructor(look: () => View) {
    this.#look = look;
  }

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.look();
    });
  }

  /** Something may have come of it. */
  look(): void {
    if (this.#waiting.length === 0) return;
    const { role, transferringTo } = this.#look();
    if (role === 'leader' && transferringTo !== null) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) {
      if (role === 'leader') reject(new TransferFailed('gave-up'));
      else resolve();
    }
  }

  endAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(new TransferFailed('closed'));
  }
}
