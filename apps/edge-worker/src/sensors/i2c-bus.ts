import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SensorFailure } from './sensor.ts';

const run = promisify(execFile);
const patienceMs = 3_000;

/** Chips on two wires, by their addresses. */
export interface I2cBus {
  /** Writes bytes, then reads so many without letting go of the bus in between. */
  transfer(address: number, written: readonly number[], readBytes: number): Promise<Uint8Array>;
}

/**
 * By `i2ctransfer` of the Debian package i2c-tools: the kernel wants ioctls for this, which Node does not
 * have, and no package gives them without a compiler on the Pi.
 */
export class I2cToolsBus implements I2cBus {
  constructor(
    private readonly bus: number,
    private readonly program = 'i2ctransfer',
  ) {}

  async transfer(
    address: number,
    written: readonly number[],
    readBytes: number,
  ): Promise<Uint8Array> {
    const words = [
      '-y',
      String(this.bus),
      `w${written.length}@${hex(address)}`,
      ...written.map(hex),
      ...(readBytes > 0 ? [`r${readBytes}`] : []),
    ];
    const { stdout } = await run(this.program, words, { timeout: patienceMs }).catch(
      (error: unknown) => {
        throw new SensorFailure('unreachable', this.sentence(address, error), error);
      },
    );
    const bytes = stdout.trim() === '' ? [] : stdout.trim().split(/\s+/).map(Number);
    if (bytes.length !== readBytes || bytes.some((byte) => !(byte >= 0 && byte <= 255))) {
      throw new SensorFailure('unreadable', `${this.program} did not give ${readBytes} bytes.`);
    }
    return Uint8Array.from(bytes);
  }

  private sentence(address: number, error: unknown): string {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') {
      return `There is no ${this.program} here: install the package i2c-tools, and switch I²C on.`;
    }
    return `Nothing answers at ${hex(address)} of I²C bus ${this.bus}: ${stderr.trim()}`;
  }
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
