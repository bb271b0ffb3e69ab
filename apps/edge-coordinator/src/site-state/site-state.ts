import { accept, type AcceptanceResult } from './accepted-commands.ts';
import { changeAuthority, establish, type AuthorityChangeResult } from './authority.ts';
import type { SiteCommand, SiteCommandOf, SiteCommandType } from './command.ts';
import {
  admit,
  dismiss,
  foundersAsCoordinators,
  type AdmissionResult,
  type DismissalResult,
} from './coordinators.ts';
import {
  claim,
  heldBy,
  release,
  renew,
  withoutExpired,
  type ClaimResult,
  type ReleaseResult,
  type RenewalResult,
} from './duties.ts';
import { inherit, type InheritanceResult } from './inherited-state.ts';
import { whyNotAdopt, type AdoptionResult } from './manifest.ts';
import { refused, type Moment } from './refusal.ts';
import type { SiteState } from './state.ts';

export { emptySiteState, type SiteState } from './state.ts';

interface Results {
  readonly 'adopt-manifest': AdoptionResult;
  readonly 'inherit-state': InheritanceResult;
  readonly 'admit-coordinator': AdmissionResult;
  readonly 'dismiss-coordinator': DismissalResult;
  readonly 'claim-duty': ClaimResult;
  readonly 'renew-duty': RenewalResult;
  readonly 'release-duty': ReleaseResult;
  readonly 'accept-command': AcceptanceResult;
  readonly 'change-authority': AuthorityChangeResult;
}

/** What a command comes to. */
export type ResultOf<Type extends SiteCommandType> = Results[Type];
export type SiteResult = Results[SiteCommandType];

/**
 * One step of the replicated state machine: the same at every coordinator. Time passes first, so
 * that what has expired is gone whatever the command.
 */
export function applyCommand(
  before: SiteState,
  command: SiteCommand,
  moment: Moment,
): [SiteState, SiteResult] {
  const state = atTime(before, moment.timeMs);
  switch (command.type) {
    case 'adopt-manifest':
      return adopt(state, command, moment);
    case 'inherit-state':
      return inherit(state, command, moment);
    case 'admit-coordinator': {
      const { nodeId, deviceId, incarnation } = command;
      const newcomer = { nodeId, deviceId, incarnation };
      const [coordinators, result] = admit(state.coordinators, newcomer, moment.index);
      return [changed(state, { coordinators }), result];
    }
    case 'dismiss-coordinator': {
      const [coordinators, result] = dismiss(state.coordinators, command);
      return [changed(state, { coordinators }), result];
    }
    case 'claim-duty': {
      if (!isMember(state, command.holder)) return [state, refused('unknown-device')];
      const [duties, result] = claim(state.duties, command, moment);
      return [changed(state, { duties }), result];
    }
    case 'renew-duty': {
      const [duties, result] = renew(state.duties, command, moment);
      return [changed(state, { duties }), result];
    }
    case 'release-duty': {
      const [duties, result] = release(state.duties, command);
      return [changed(state, { duties }), result];
    }
    case 'accept-command': {
      const [{ accepted, authorities }, result] = accept(state, command, {
        index: moment.index,
        isMember: (deviceId) => isMember(state, deviceId),
      });
      return [changed(state, { accepted, authorities }), result];
    }
    case 'change-authority': {
      const [authorities, result] = changeAuthority(state.authorities, command.from, command.to);
      return [changed(state, { authorities }), result];
    }
  }
}

/** The state as it is at that log time; the very same where nothing expired. */
export function atTime(state: SiteState, timeMs: number): SiteState {
  return changed(state, { duties: withoutExpired(state.duties, timeMs) });
}

function adopt(
  state: SiteState,
  { manifest, authority }: SiteCommandOf<'adopt-manifest'>,
  { index }: Moment,
): [SiteState, AdoptionResult] {
  const { organisationId } = manifest;
  const from = authority ?? { organisationId, keyFingerprint: null, cloudUrl: null };
  const refusal = whyNotAdopt(state, manifest, from);
  if (refusal) return [state, refused(refusal)];
  const next = { ...state, manifest, authorities: establish(state.authorities, from) };
  return [
    {
      ...next,
      coordinators:
        state.manifest === null
          ? foundersAsCoordinators(manifest.foundingVoters, index)
          : state.coordinators,
      duties: heldBy(state.duties, (deviceId) => isMember(next, deviceId)),
    },
    { type: 'adopted', version: manifest.version },
  ];
}

function isMember({ manifest }: SiteState, deviceId: string): boolean {
  return manifest?.devices.some((device) => device.deviceId === deviceId) ?? false;
}

/** The very same state where no part is another, so that listeners hear of changes alone. */
function changed(state: SiteState, parts: Partial<SiteState>): SiteState {
  const names = Object.keys(parts) as (keyof SiteState)[];
  return names.every((name) => parts[name] === state[name]) ? state : { ...state, ...parts };
}
