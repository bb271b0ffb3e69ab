import { statSync } from 'node:fs';

/**
 * Files that take longest, by seconds on a quiet machine of two cores: what is begun last ends last, so
 * these are begun first. A fresh clone has no times of its own; a file that is not named is short.
 */
const longSeconds = {
  'e2e/site-authority.e2e-spec.ts': 125,
  'job-queue/jobs-of-processes.int-spec.ts': 89,
  'e2e/site.e2e-spec.ts': 88,
  'camera-faults/camera-faults.int-spec.ts': 79,
  'e2e/faults.e2e-spec.ts': 71,
  'e2e/payloads.e2e-spec.ts': 68,
  'e2e/configuration.e2e-spec.ts': 57,
  'processes/chaos.int-spec.ts': 57,
  'e2e/cameras.e2e-spec.ts': 48,
  'keys/keys.int-spec.ts': 48,
  'src/tail-copy.spec.ts': 47,
  'surface/foreign-ids.int-spec.ts': 45,
  'e2e/first-look.e2e-spec.ts': 43,
  'e2e/streams.e2e-spec.ts': 43,
  'surface/fuzz.int-spec.ts': 42,
  'card/failing-card.int-spec.ts': 41,
  'sim/simulation.spec.ts': 38,
  'src/worker-process.int-spec.ts': 35,
  'restored/backup.int-spec.ts': 35,
  'simulated-sky/simulated-sky-camera.int-spec.ts': 34,
  'sessions/guessing.int-spec.ts': 34,
  'members/membership.int-spec.ts': 34,
  'password-resets/password-resets.int-spec.ts': 33,
  'e2e/commands.e2e-spec.ts': 30,
};

const secondsOf = ({ path }) => {
  const known = Object.entries(longSeconds).find(([name]) => path.endsWith(`/${name}`));
  // A thousand kilobytes a second keeps the others in their order of size, and below.
  return known?.[1] ?? Math.min(29, statSync(path).size / 1_000_000);
};

/** The order in which Jest begins test files. */
export default class LongestFirst {
  sort(tests) {
    const seconds = new Map(tests.map((test) => [test, secondsOf(test)]));
    return [...tests].sort((a, b) => seconds.get(b) - seconds.get(a));
  }
  shard(tests) {
    return tests;
  }
  allFailedTests(tests) {
    return tests;
  }
  cacheResults() {}
}
