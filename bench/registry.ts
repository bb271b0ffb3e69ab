import type { Bench } from './harness/bench.ts';
import { apiBench } from './api/bench.ts';
import { fleetBench } from './fleet/bench.ts';
import { ingestBench } from './ingest/bench.ts';
import { mqttBench } from './mqtt/bench.ts';
import { dashboardBench } from './planned/dashboard.ts';

import { raftBench } from './raft/bench.ts';
import { realtimeBench } from './realtime/bench.ts';
import { restoreBench } from './restore/bench.ts';
import { timelapseBench } from './timelapse/bench.ts';
import { workerBench } from './worker/bench.ts';

/** All benches, in the order in which they are listed. */
export const benches: readonly Bench[] = [
  raftBench,
  mqttBench,
  ingestBench,
  fleetBench,
  realtimeBench,
  apiBench,
  workerBench,
  timelapseBench,
  restoreBench,
  dashboardBench,
];
