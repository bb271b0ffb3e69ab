import type { Command, CommandRefusal, CommandState, CommandType } from '@eyrie/contracts';

export interface CommandWords {
  readonly title: string;
  /** What a person should know before; null where nothing is interrupted. */
  readonly warning: string | null;
}

/** In the order of the buttons. */
export const commandWords: Readonly<Record<CommandType, CommandWords>> = {
  capture: { title: 'Capture now', warning: null },
  self_test: { title: 'Self-test', warning: null },
  find_cameras: { title: 'Find cameras', warning: null },
  focus: { title: 'Focus', warning: null },
  live_view: { title: 'Live view', warning: null },
  end_view: { title: 'End of a look', warning: null },
  learn_view: { title: 'Learn the view anew', warning: null },
  render: { title: 'Render a video', warning: null },
  log_tail: { title: 'Log lines', warning: null },
  diagnostics: { title: 'Diagnostics', warning: null },
  restart: {
    title: 'Restart',
    warning: 'The worker ends and starts again. It takes no pictures for a few seconds.',
  },
  reboot: {
    title: 'Reboot',
    warning: 'The whole device starts anew. It takes no pictures for about a minute.',
  },
};

const waiting: Readonly<Partial<Record<CommandState, string>>> = {
  queued: 'Waiting for the site',
  sent: 'At the site',
  accepted: 'Agreed on, on its way to the device',
  running: 'The device is at it',
};

const refusals: Readonly<Record<CommandRefusal, string>> = {
  unreadable: 'The site could not read it.',
  'bad-signature': 'Its signature is wrong.',
  'other-authority': 'The site obeys another cloud.',
  'other-site': 'It was meant for another site.',
  'other-device': 'It was meant for another device.',
  expired: 'It came too late.',
  replayed: 'The site has had it, or a later one, before.',
  'id-taken': 'Another command had its id.',
  'unknown-device': 'The site has no such device.',
  'unknown-type': 'This version of the device does not know it.',
  'bad-parameters': 'The device does not understand what it was told.',
  'not-supported': 'The device does not do that.',
};

export const isOpen = ({ state }: Pick<Command, 'state'>): boolean => waiting[state] !== undefined;

/** Whether something is still to come: the last word, or the bytes of its file. */
export const isAwaited = (command: Pick<Command, 'state' | 'file_bytes' | 'file_url'>): boolean =>
  isOpen(command) || (command.file_bytes !== null && command.file_url === null);

/** How far it is, or what came of it, in one sentence. */
export function outcomeOf({
  state,
  message,
  refusal,
}: Pick<Command, 'state' | 'message' | 'refusal'>): string {
  if (message !== null) return message;
  if (refusal !== null) return refusals[refusal];
  return waiting[state] ?? { succeeded: 'Done.', failed: 'It failed.' }[state as string] ?? state;
}
