import {
  bulkTrialSchema,
  longOperationSchema,
  type BulkTrial,
  type CommandType,
  type LongOperation,
} from '@eyrie/contracts';
import { asJson, ask } from '../api/http.ts';
import { commandWords } from '../commands/command-words.ts';

/** What can be asked of many devices at once. A video is of one camera, so it is not among it. */
export const bulkCommandTypes = (Object.keys(commandWords) as CommandType[]).filter(
  (type) => type !== 'render',
);

export type BulkWish =
  | { readonly action: 'command'; readonly type: CommandType }
  | { readonly action: 'revoke' | 'decommission'; readonly reason: string };

export const isForGood = ({ action }: BulkWish): boolean => action !== 'command';

/** The imperative of a button: `Reboot`. */
export function verbOf(wish: BulkWish): string {
  switch (wish.action) {
    case 'command':
      return commandWords[wish.type].title;
    case 'revoke':
      return 'Revoke';
    case 'decommission':
      return 'Decommission';
  }
}

/** What a person should know before; null where nothing is interrupted. */
export function warningOf(wish: BulkWish): string | null {
  switch (wish.action) {
    case 'command':
      return commandWords[wish.type].warning;
    case 'revoke':
      return 'Cloud and site let these devices in no more, within seconds and for good. Only new hardware can take their places.';
    case 'decommission':
      return 'These devices are let in no more, for good, and are in no list any longer. What they have sent stays.';
  }
}

export const devicesText = (count: number): string =>
  count === 1 ? '1 device' : `${count.toLocaleString()} devices`;

/** What the dry run found, in a sentence. */
export function trialText(wish: BulkWish, { succeeded, failed }: BulkTrial): string {
  const verb = verbOf(wish);
  if (succeeded === 0) return `${verb}: none of the ${devicesText(failed)} can be asked that.`;
  if (failed === 0) return `${verb}: all of the ${devicesText(succeeded)}.`;
  return `${verb}: ${devicesText(succeeded)}. ${devicesText(failed)} would be left out.`;
}

const paths = {
  command: '/v1/bulk/commands',
  revoke: '/v1/bulk/revocations',
  decommission: '/v1/bulk/decommissions',
} as const;

function bodyOf(wish: BulkWish, device_ids: readonly string[]): object {
  if (wish.action === 'command') return { device_ids, command: { type: wish.type } };
  const reason = wish.reason.trim();
  return { device_ids, reason: reason === '' ? null : reason };
}

/** What would become of each; nothing is changed. */
export const tryBulk = (wish: BulkWish, deviceIds: readonly string[]): Promise<BulkTrial> =>
  ask(
    `${paths[wish.action]}?dry_run=true`,
    bulkTrialSchema,
    asJson('POST', bodyOf(wish, deviceIds)),
  );

/** `key`: the same for the same click, however often it is sent. */
export function beginBulk(
  wish: BulkWish,
  deviceIds: readonly string[],
  key: string,
): Promise<LongOperation> {
  const init = asJson('POST', bodyOf(wish, deviceIds));
  const headers = new Headers(init.headers);
  headers.set('idempotency-key', key);
  return ask(paths[wish.action], longOperationSchema, { ...init, headers });
}
