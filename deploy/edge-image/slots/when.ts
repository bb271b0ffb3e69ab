import { createHash } from 'node:crypto';
import type { SlotState } from './slot-state.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Whoever was off in the night, or runs by day only, is served at any hour. */
const missedMs = 44 * hourMs;
/** Where the archive does not answer, or the slot cannot be written yet. */
const askAgainMs = hourMs;
/** A site's coordinators have so long each, one after the other, by their own clock. */
export const turnMs = 30 * minuteMs;
/** Who has not gone by then lets it be: the next one must not meet him on the way. */
const turnBeginsWithinMs = 8 * minuteMs;

export interface Night {
  /** Hours of the day, of the machine's own time zone. */
  readonly fromHour: number;
  readonly toHour: number;
  /** The archive is asked no sooner again: once a night. */
  readonly lookAgainMs: number;
}

/** "1-5": between one and five o'clock. @throws where it is not that */
export function nightOf(text: string, lookAgainHours = 20): Night {
  const [from, to] = text.split('-').map(Number);
  const isHour = (hour: number | undefined): hour is number =>
    Number.isInteger(hour) && hour !== undefined && hour >= 0 && hour <= 24;
  if (!isHour(from) || !isHour(to) || from >= to) {
    throw new Error(`"${text}" are no hours of a night, such as 1-5.`);
  }
  return { fromHour: from, toHour: to, lookAgainMs: lookAgainHours * hourMs };
}

/** Milliseconds since the night's beginning by the local clock; null outside of it. */
export function intoTheNight(
  { fromHour, toHour }: Omit<Night, 'lookAgainMs'>,
  now: Date,
): number | null {
  const sinceMidnight = (now.getHours() * 60 + now.getMinutes()) * minuteMs;
  const into = sinceMidnight - fromHour * hourMs;
  return into >= 0 && sinceMidnight < toHour * hourMs ? into : null;
}

/** The same at every night, and another for each device: an archive must not be asked by all at once. */
export function ownDelayMs(deviceMark: string, mostMs = 90 * minuteMs): number {
  return createHash('sha256').update(deviceMark).digest().readUInt32BE(0) % mostMs;
}

/** Whether the archive is to be asked now. */
export function mayLook(state: SlotState, night: Night, delayMs: number, now: Date): boolean {
  const sinceAsked = now.getTime() - (state.askedAtMs ?? -Infinity);
  if (sinceAsked >= 0 && sinceAsked < Math.min(askAgainMs, night.lookAgainMs)) return false;
  const age = state.looked === null ? Infinity : now.getTime() - state.looked.atMs;
  // A negative age: the clock was set back.
  if (age >= missedMs || age < 0) return true;
  const into = intoTheNight(night, now);
  return into !== null && into >= delayMs && age >= night.lookAgainMs;
}

/** Whether a slot that is whole since then may be tried at this hour. */
export function mayRestart(sinceMs: number, night: Night, now: Date): boolean {
  return intoTheNight(night, now) !== null || now.getTime() - sinceMs >= missedMs;
}

/** Of what a coordinator says of its site, what matters here (`GET /v1/site` of its socket). */
export interface SiteSeen {
  readonly askedNodeId: number | null;
  readonly leaderNodeId: number | null;
  readonly reason: string | null;
  readonly underWay: readonly unknown[];
  readonly members: readonly {
    readonly nodeId: number;
    readonly name: string;
    readonly standing: string;
    readonly reachable: boolean;
  }[];
}

/**
 * Why a coordinator must not go away now, in one sentence; null where it may. Where there are several each has a
 * time of its own, by its place among them, in which no other goes: without asking one another, as a vote on it
 * could be lost by the very restart. It needs clocks that are true, and everybody there.
 */
export function whyNotNow(site: SiteSeen, isClockTrue: boolean, now: Date): string | null {
  // Who takes no part is missed by nobody, and may be waiting for the very update.
  if (site.reason !== null) return null;
  // Who was taken out, or was not let in yet, is in no majority.
  const group = site.members.filter(({ standing }) => !['removed', 'waiting'].includes(standing));
  if (group.length === 1 && group[0]?.nodeId === site.askedNodeId) return null;
  if (site.leaderNodeId === null) return 'The site has no leader.';
  if (site.underWay.length > 0) return "The site's group is changing.";
  const away = group.filter(({ reachable }) => !reachable).map(({ name }) => name);
  if (away.length > 0) return `Not everybody is there: ${away.join(', ')}.`;
  if (!isClockTrue) return 'The clock is not known to be true.';
  const order = group.map(({ nodeId }) => nodeId).sort((left, right) => left - right);
  const place = order.indexOf(site.askedNodeId ?? 0);
  if (place < 0) return 'The coordinator is not in the group.';
  const sinceRound = now.getTime() % (order.length * turnMs);
  const intoTurn = sinceRound - place * turnMs;
  if (intoTurn >= 0 && intoTurn < turnBeginsWithinMs) return null;
  return `It is not the turn of this coordinator (${place + 1} of ${order.length}).`;
}
