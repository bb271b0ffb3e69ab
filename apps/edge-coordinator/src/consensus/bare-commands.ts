import {
  encodeSessionCommand,
  type Command,
  type SessionAnswer,
  type StateMachine,
} from '@eyrie/raft';

/** `{`, with which a command's JSON begins; the number of a session command's format never is it. */
const bareCommandStart = 0x7b;

/**
 * Before there were sessions, commands stood in the log as they are. They are read as commands of no
 * session, at log time zero, by which every member comes to the same state.
 */
export function readingBareCommands(
  machine: Required<StateMachine<SessionAnswer>>,
): Required<StateMachine<SessionAnswer>> {
  return {
    apply: (commands) => machine.apply(commands.map(wrapped)),
    snapshot: () => machine.snapshot(),
    restore: (bytes, meta) => machine.restore(bytes, meta),
  };
}

function wrapped(command: Command): Command {
  const { data: payload } = command;
  if (payload[0] !== bareCommandStart) return command;
  return {
    ...command,
    data: encodeSessionCommand({ timeMs: 0, request: { kind: 'plain', payload } }),
  };
}
