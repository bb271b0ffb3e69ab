import { CameraError, type CameraErrorKind } from '../camera.errors.ts';
import type { ChildEnd } from '../process/child-group.ts';

/** What the program says on stderr, and what it means. */
const words: readonly (readonly [RegExp, CameraErrorKind])[] = [
  [/no cameras available|selected camera is not available/i, 'unplugged'],
  [/failed to acquire camera|in use by another process|device or resource busy/i, 'busy'],
];

/** Why a program that was to take a frame ended without one. */
export function failureOf(command: string, end: ChildEnd, lines: readonly string[]): CameraError {
  const said = lines.slice(-3).join(' | ').slice(0, 300);
  const options = end.error ? { cause: end.error } : {};
  if (end.error && 'code' in end.error && end.error.code === 'ENOENT') {
    const message = `There is no program ${command}: install it (rpicam-apps), or set where it is.`;
    return new CameraError('failed', message, {}, options);
  }
  const how = end.error
    ? `could not be started: ${end.error.message}`
    : end.signal !== null
      ? `was ended by ${end.signal}`
      : `ended with code ${end.exitCode}`;
  const kind = words.find(([pattern]) => lines.some((line) => pattern.test(line)))?.[1] ?? 'failed';
  const message = said === '' ? `${command} ${how}.` : `${command} ${how}: ${said}`;
  return new CameraError(kind, message, endDetails(end), options);
}

function endDetails({ exitCode, signal }: ChildEnd): Record<string, string | number> {
  return {
    ...(exitCode === null ? {} : { exitCode }),
    ...(signal === null ? {} : { signal }),
  };
}
