import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  coordinatorStatusSchema,
  runtimeFileSchema,
  workerStatusSchema,
  type CoordinatorStatus,
  type WorkerStatus,
} from '@eyrie/contracts';
import { z } from 'zod';
import type { ProcessKind } from './fleet-processes.ts';
import type { ProcessState, SupervisedProcess } from './supervised-process.ts';

const processStatusSchema = z.object({
  name: z.string(),
  kind: z.enum(['postgres', 'cloud', 'coordinator', 'worker'] satisfies ProcessKind[]),
  state: z.enum(['running', 'restarting', 'stopped', 'killed', 'failed'] satisfies ProcessState[]),
  pid: z.int().nullable(),
  since: z.string().nullable(),
  restarts: z.int(),
  last_exit: z.string().nullable(),
  /** Why it does not do its work yet; null when it does. */
  reason: z.string().nullable(),
  node_id: z.int().nullable(),
  role: z.string().nullable(),
  term: z.int().nullable(),
  /** Name of the coordinator that leads, as this process sees it. */
  leader: z.string().nullable(),
  frames_captured: z.int().nullable(),
  last_frame: z.object({ id: z.string(), captured_at: z.string(), sha256: z.string() }).nullable(),
  backlog_records: z.int().nullable(),
  timelapses_rendered: z.int().nullable(),
});

/** What `eyrie fleet status --json` prints. */
export const fleetStatusSchema = z.object({
  url: z.string(),
  ready: z.boolean(),
  home: z.string(),
  leader: z.string().nullable(),
  processes: z.array(processStatusSchema),
});
export type FleetStatus = z.infer<typeof fleetStatusSchema>;
export type ProcessStatus = z.infer<typeof processStatusSchema>;

type EdgeStatus = CoordinatorStatus | WorkerStatus;

/** Asks every process how it sees itself and puts the answers side by side. */
export async function readProcessStatuses(
  processes: SupervisedProcess[],
): Promise<ProcessStatus[]> {
  const answers = await Promise.all(
    processes.map(async (process) => ({ process, edge: await askEdge(process) })),
  );
  const nameOfNode = new Map<number, string>();
  for (const { process, edge } of answers) {
    if (edge?.kind === 'coordinator' && edge.nodeId !== null) {
      nameOfNode.set(edge.nodeId, process.plan.name);
    }
  }
  return answers.map(({ process, edge }) => statusOf(process, edge, nameOfNode));
}

/**
 * The leader that most coordinators name, or null while they disagree. Those that a person has ended
 * are not asked, nor those that say that they are not in the group.
 */
export function agreedLeader(statuses: ProcessStatus[]): string | null {
  const votes = statuses
    .filter(
      ({ kind, state, reason }) =>
        kind === 'coordinator' && state !== 'killed' && state !== 'stopped' && reason === null,
    )
    .map((status) => status.leader);
  const leading = statuses.find((status) => status.role === 'leader')?.name ?? null;
  const agreeing = votes.filter((vote) => vote !== null && vote === leading).length;
  return agreeing > votes.length / 2 ? leading : null;
}

function statusOf(
  process: SupervisedProcess,
  edge: EdgeStatus | null,
  nameOfNode: ReadonlyMap<number, string>,
): ProcessStatus {
  const coordinator = edge?.kind === 'coordinator' ? edge : null;
  const worker = edge?.kind === 'worker' ? edge : null;
  const leaderNodeId = edge?.leaderNodeId ?? null;
  return {
    name: process.plan.name,
    kind: process.plan.kind,
    state: process.state,
    pid: process.pid,
    since: process.runningSince?.toISOString() ?? null,
    restarts: process.restarts,
    last_exit: process.lastExit,
    reason: edge?.reason ?? null,
    node_id: coordinator?.nodeId ?? null,
    role: coordinator ? (coordinator.role ?? 'outside') : process.plan.kind,
    term: coordinator?.term ?? null,
    leader: leaderNodeId === null ? null : (nameOfNode.get(leaderNodeId) ?? `node ${leaderNodeId}`),
    frames_captured: worker?.framesCaptured ?? null,
    last_frame: worker?.lastFrame
      ? {
          id: worker.lastFrame.frameId,
          captured_at: worker.lastFrame.capturedAt,
          sha256: worker.lastFrame.sha256,
        }
      : null,
    backlog_records: worker?.backlog.records ?? coordinator?.uplink.backlogRecords ?? null,
    timelapses_rendered: worker?.timelapsesRendered ?? null,
  };
}

async function askEdge({ plan, pid }: SupervisedProcess): Promise<EdgeStatus | null> {
  if (plan.kind !== 'coordinator' && plan.kind !== 'worker') return null;
  try {
    const runtime = runtimeFileSchema.parse(
      JSON.parse(await readFile(path.join(plan.data, 'runtime.json'), 'utf8')),
    );
    // The file of a process that was killed outlives it.
    if (runtime.pid !== pid) return null;
    const response = await fetch(`http://127.0.0.1:${runtime.opsPort}/status`, {
      signal: AbortSignal.timeout(2000),
    });
    const schema = plan.kind === 'coordinator' ? coordinatorStatusSchema : workerStatusSchema;
    return schema.parse(await response.json());
  } catch {
    return null; // Not listening yet, or just gone: its process state says which.
  }
}
