import type { SignedCommand } from '@eyrie/contracts';
import { commandEndsAt } from '@eyrie/identity';

interface OpenCommand {
  readonly command: SignedCommand;
  /** Its device has said that it has it. */
  isHeard: boolean;
  givenAt: number | null;
}

/** A device that says nothing is given its command again, as the connection may have swallowed it. */
const silenceMs = 10_000;
/** Whoever has not said anything by then is not going to. */
const keepMs = 86_400_000;

/** What the site has accepted and no device has said the last word on, in the order of sequences. */
export class OpenCommands {
  readonly #commands = new Map<string, OpenCommand>();

  add(command: SignedCommand): void {
    this.#commands.set(command.order.commandId, { command, isHeard: false, givenAt: null });
  }

  /** In their order, which a device insists on. */
  of(deviceId: string): SignedCommand[] {
    return [...this.#commands.values()]
      .map(({ command }) => command)
      .filter(({ order }) => order.deviceId === deviceId);
  }

  /** A device speaks for its own commands alone. */
  heard(deviceId: string, commandId: string, isFinal: boolean): void {
    const open = this.#commands.get(commandId);
    if (open?.command.order.deviceId !== deviceId) return;
    open.isHeard = true;
    if (isFinal) this.#commands.delete(commandId);
  }

  /** Those to be given once more now. */
  silent(nowMs: number): SignedCommand[] {
    const again: SignedCommand[] = [];
    for (const [commandId, open] of this.#commands) {
      if (nowMs > commandEndsAt(open.command.order) + keepMs) this.#commands.delete(commandId);
      else if (open.givenAt === null) open.givenAt = nowMs;
      else if (!open.isHeard && nowMs - open.givenAt >= silenceMs) {
        open.givenAt = nowMs;
        again.push(open.command);
      }
    }
    return again;
  }
}
