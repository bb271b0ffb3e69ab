import { setTimeout as delay } from 'node:timers/promises';
import type { CoordinatorStatus, WorkerStatus } from '@eyrie/contracts';
import type { ProcessGroup } from '../harness/process-group.ts';
import { memoryOf } from '../worker/memory.ts';
import { CloudLoadWatch, type CloudLoad } from './cloud-load.ts';
import type { Pi, Status } from './pi.ts';

export interface StartReport {
  /** Seconds from the switch until every coordinator answered as a device of its site. */
  readonly coordinatorsThere: number;
  /** Seconds from then on until all of them named one leader. */
  readonly leader: number;
  /** The term of that leader: how many elections were begun at most, since the site is. */
  readonly term: number;
  /** Seconds from the switch until all were enrolled. */
  readonly enrolled: number;
  /** Seconds from the switch until every worker was connected to the leader. */
  readonly connected: number;
  readonly cloud: CloudLoad;
  /** Of all processes of the rack together at the end, pages they share counted once; megabytes. */
  readonly memory: number;
  /** The same of the one that has most, all of its own. */
  readonly memoryMost: number;
}

/** Switches the whole rack on at one moment, and resolves once all of it is there. */
export async function start(
  pis: readonly Pi[],
  place: { processes: ProcessGroup; opsUrl: string; patienceMs: number },
): Promise<StartReport> {
  const load = new CloudLoadWatch(place.opsUrl);
  const beganMs = performance.now();
  for (const pi of pis) pi.switchOn(place.processes);
  const seconds = () => (performance.now() - beganMs) / 1_000;
  let [coordinatorsThere, leaderAt, enrolled, connected, term] = [-1, -1, -1, -1, 0];
  while (leaderAt < 0 || connected < 0 || enrolled < 0) {
    const statuses = await Promise.all(pis.map((pi) => pi.status()));
    const coordinators = statuses.filter(isCoordinator);
    const present = coordinators.filter(({ nodeId }) => nodeId !== null).length;
    const wanted = pis.filter(({ role }) => role === 'coordinator').length;
    if (coordinatorsThere < 0 && present === wanted) coordinatorsThere = seconds();
    const leader = coordinatorsThere < 0 ? null : leaderOf(coordinators);
    if (leaderAt < 0 && leader) [leaderAt, term] = [seconds(), leader.term];
    const isEnrolled = statuses.every((one) => one !== null && one.deviceId !== null);
    if (enrolled < 0 && isEnrolled) enrolled = seconds();
    const workers = statuses.filter(isWorker);
    const isConnected = workers.length === pis.length - wanted;
    if (connected < 0 && isConnected && workers.every(({ leaderNodeId }) => leaderNodeId !== null))
      connected = seconds();
    if (seconds() * 1_000 > place.patienceMs) throw new Error(inVain(pis, statuses));
    await delay(250);
  }
  const memories = pis.map(({ pid }) => memoryOf(pid));
  return {
    coordinatorsThere,
    leader: leaderAt - coordinatorsThere,
    term,
    enrolled,
    connected,
    cloud: await load.stop(),
    memory: memories.reduce((sum, { proportional }) => sum + proportional, 0),
    memoryMost: Math.max(...memories.map(({ resident }) => resident)),
  };
}

/** Whom all coordinators name, where one leads. */
function leaderOf(coordinators: readonly CoordinatorStatus[]): CoordinatorStatus | null {
  const leaders = coordinators.filter(({ role }) => role === 'leader');
  const [leader] = leaders;
  if (!leader || leaders.length > 1) return null;
  return coordinators.every((one) => one.leaderNodeId === leader.nodeId) ? leader : null;
}

function inVain(pis: readonly Pi[], statuses: readonly (Status | null)[]): string {
  const missing = pis.flatMap(({ name }, index) => {
    const status = statuses[index];
    if (status?.state === 'running' && status.leaderNodeId !== null) return [];
    return [`${name}: ${status ? `${status.state} (${status.reason ?? 'no leader'})` : 'silent'}`];
  });
  return `Not all of the rack was there in time.\n${missing.join('\n')}`;
}

function isCoordinator(status: Status | null): status is CoordinatorStatus {
  return status?.kind === 'coordinator';
}

function isWorker(status: Status | null): status is WorkerStatus {
  return status?.kind === 'worker';
}

export function startText({ cloud, ...start }: StartReport): string {
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  return (
    `coordinators there ${seconds(start.coordinatorsThere)}, one leader ${seconds(start.leader)} ` +
    `later (term ${start.term}), all enrolled ${seconds(start.enrolled)}, all connected ` +
    `${seconds(start.connected)}; ${cloud.requests} requests, ${Math.round(cloud.perSecondMost)}/s ` +
    `at most, ${cloud.turnedAway} turned away; ${Math.round(start.memory)} MB in all, ` +
    `${Math.round(start.memoryMost)} MB the largest`
  );
}
