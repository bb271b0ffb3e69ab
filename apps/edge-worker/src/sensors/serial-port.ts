import { execFile } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { SensorFailure } from './sensor.ts';

const run = promisify(execFile);
const patienceMs = 5_000;

export interface SerialPort {
  close(): void;
}

export interface SerialListener {
  readonly onBytes: (bytes: Buffer) => void;
  /** Once, when nothing more will come. */
  readonly onGone: (error: Error | null) => void;
}

/**
 * Opens a serial line for reading: 8 bits, no parity, one stop bit, nothing translated. The kernel's own
 * terminal does it, set up by stty, so that no add-on has to be compiled.
 */
export async function openSerialPort(
  device: string,
  baud: number,
  { onBytes, onGone }: SerialListener,
): Promise<SerialPort> {
  // `cs8` and the rest one by one, since raw alone leaves parity and hang-up as they were.
  const line = [String(baud), 'raw', 'cs8', '-parenb', '-cstopb', 'clocal', 'cread', '-echo'];
  await run('stty', ['-F', device, ...line], { timeout: patienceMs }).catch((error: unknown) => {
    const said = (error as { stderr?: string }).stderr?.trim() ?? '';
    throw new SensorFailure('unreachable', `${device} cannot be set up: ${said}`, error);
  });
  let stream: ReadStream;
  try {
    // Not as our own terminal; and a line without carrier must not hold us up.
    const flags = constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK;
    stream = new ReadStream(openSync(device, flags));
  } catch (error) {
    throw new SensorFailure('unreachable', `${device} cannot be opened.`, error);
  }
  let isGone = false;
  const gone = (error: Error | null): void => {
    if (isGone) return;
    isGone = true;
    stream.destroy();
    onGone(error);
  };
  stream.on('data', onBytes);
  stream.on('error', gone);
  stream.on('end', () => gone(null));
  stream.on('close', () => gone(null));
  return {
    close: () => {
      isGone = true;
      stream.destroy();
    },
  };
}
