import { isSame, type Authorities, type Authority } from './authority.ts';
import { refused, type Refused } from './refusal.ts';

/** A command of the authority that a device of the site may carry out once. */
export interface AcceptedCommand {
  readonly commandId: string;
  readonly sequence: number;
  readonly targetDeviceId: string;
  readonly payloadSha256: string;
  readonly acceptedAtIndex: number;
}

/** A command as a leader proposes it. Times are milliseconds since the Unix epoch. */
export interface OfferedCommand {
  readonly commandId: string;
  readonly issuedAtMs: number;
  /** What the leader's clock said: each coordinator has to judge by the same one. */
  readonly receivedAtMs: number;
  readonly ttlMs: number;
  /** Grows with each command of an authority to this site. */
  readonly sequence: number;
  readonly targetDeviceId: string;
  readonly payloadSha256: string;
  readonly authority: Authority;
}

export type AcceptanceResult =
  | { readonly type: 'accepted'; readonly command: AcceptedCommand }
  /** Accepted before: the answer of then. */
  | { readonly type: 'duplicate'; readonly command: AcceptedCommand }
  | Refused<
      | 'not-founded'
      | 'other-authority'
      | 'unknown-device'
      /** Another command had this id. */
      | 'id-taken'
      | 'replayed'
      | 'expired'
    >;

/** The latest ones, oldest first. */
export type AcceptedCommands = readonly AcceptedCommand[];

interface Present {
  readonly accepted: AcceptedCommands;
  readonly authorities: Authorities;
}

/** What is forgotten is refused as replayed, as its sequence is below the highest: never done twice. */
const rememberedMax = 256;

export function accept(
  present: Present,
  offered: OfferedCommand,
  { index, isMember }: { readonly index: number; readonly isMember: (id: string) => boolean },
): [Present, AcceptanceResult] {
  const { accepted, authorities } = present;
  const { current } = authorities;
  if (current === null) return [present, refused('not-founded')];
  if (!isSame(current, offered.authority)) return [present, refused('other-authority')];
  const { commandId, sequence, targetDeviceId, payloadSha256 } = offered;
  const known = accepted.find((command) => command.commandId === commandId);
  if (known) {
    const isIt = known.sequence === sequence && known.payloadSha256 === payloadSha256;
    return [present, isIt ? { type: 'duplicate', command: known } : refused('id-taken')];
  }
  if (sequence <= current.highestSequence) return [present, refused('replayed')];
  if (offered.receivedAtMs >= offered.issuedAtMs + offered.ttlMs) {
    return [present, refused('expired')];
  }
  if (!isMember(targetDeviceId)) return [present, refused('unknown-device')];
  const command = { commandId, sequence, targetDeviceId, payloadSha256, acceptedAtIndex: index };
  return [
    {
      accepted: [...accepted, command].slice(-rememberedMax),
      authorities: { ...authorities, current: { ...current, highestSequence: sequence } },
    },
    { type: 'accepted', command },
  ];
}
