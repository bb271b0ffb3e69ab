export { SnapshotServer } from './snapshot-server.ts';
export { StandIn } from './stand-in.ts';
export { testPicture } from './test-picture.ts';
