const BLOCK_BYTES = 16 * 1024;

/**
 * Copies of commands, as callers may use their buffers again while a command is on its way. Small ones
 * share blocks: they come and go together with the log, and memory of its own for each would cost more
 * than all the rest of a proposal.
 */
export class CommandCopies {
  #block = new Uint8Array(0);
  #used = 0;

  copy(command: Uint8Array): Uint8Array {
    if (command.length > BLOCK_BYTES / 4) return new Uint8Array(command);
    if (this.#used + command.length > this.#block.length) {
      this.#block = new Uint8Array(BLOCK_BYTES);
      this.#used = 0;
    }
    const copy = this.#block.subarray(this.#used, this.#used + command.length);
    copy.set(command);
    this.#used += command.length;
    return copy;
  }
}
