import type { TransportCounters } from './tls-options.ts';

export type Counts = { -readonly [Name in keyof TransportCounters]: number };

export function zeroCounts(): Counts {
  return {
    framesSent: 0,
    framesReceived: 0,
    framesDropped: 0,
    dials: 0,
    dialsFailed: 0,
    linksRenewed: 0,
    refusedHandshakes: 0,
    refusedIdentities: 0,
    refusedClusters: 0,
    refusedFrames: 0,
    snapshotsSent: 0,
    snapshotsReceived: 0,
    snapshotsRefused: 0,
    snapshotBytesSent: 0,
    snapshotBytesReceived: 0,
  };
}
