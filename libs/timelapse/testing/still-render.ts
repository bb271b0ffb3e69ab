// Runs an ffmpeg that would never end, and holds it still: for a test that kills this process.
import { findFfmpeg } from '../src/find-ffmpeg.ts';
import { runFfmpeg } from '../src/run-ffmpeg.ts';

const { path: binary } = await findFfmpeg();
const source = ['-f', 'lavfi', '-i', 'testsrc=size=64x64'];
await runFfmpeg({
  ...{ binary, args: [...source, '-f', 'null', '-'], what: 'a render' },
  pauses: { isPaused: true, onChange: () => () => undefined },
});
